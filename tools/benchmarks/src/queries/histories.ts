import { createPool, Database, PerformanceIndexes } from '@analyticbot/pooling';
import { migrate, performanceIndexes } from '@analyticbot/storage';
import { copyWithoutRollups, historyStart, seed, type SeedSize } from '../before-after/seed.js';

/** Ten million snapshots: 125 channels over 90 days, ten posts a day, each read hourly for nearly four days. */
export const large: SeedSize = { channels: 125, days: 90, postsPerDay: 10, hoursPerPost: 92 };
/** A tenth of the snapshots of the same posts: read every ten hours. */
export const sparse: SeedSize = { ...large, hoursBetweenReadings: 10 };
/** To see that everything runs: a tenth of the channels. */
export const quickOf = (size: SeedSize): SeedSize => ({ ...size, channels: 12 });

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * Fills a database as an installation has it after that history: schema, months, rollups, performance indexes; and beside it the raw tables with
 * their primary keys alone. Gives the number of post snapshots.
 */
export async function fillHistory(url: string, size: SeedSize, withRaw: boolean): Promise<number> {
  await migrate(url, { now: new Date(+historyStart + 45 * 86_400_000) });
  const pool = createPool({ url, poolMin: 0, poolMax: 2, statementTimeoutMs: 0 });
  try {
    const database = new Database(pool);
    const rows = await seed(database, size);
    if (withRaw) await copyWithoutRollups(database);
    await new PerformanceIndexes(database, performanceIndexes, quiet).ensure();
    await database.query('VACUUM ANALYZE');
    return rows;
  } finally {
    await pool.end();
  }
}

/** Another database of the same server. */
export async function createDatabase(url: string, name: string): Promise<string> {
  const pool = createPool({ url, poolMin: 0, poolMax: 1 });
  await new Database(pool).query(`CREATE DATABASE ${name}`).finally(() => pool.end());
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}
