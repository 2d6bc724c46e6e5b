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
    await database.query('ANALYZE');
    // Without it the newest transactions are not on disk yet, and a VACUUM leaves out what they wrote, or others of numbers near theirs: so ANALYZE is before it.
    await database.query('CHECKPOINT');
    await database.query('VACUUM');
    await assertAllVisible(database);
    return rows;
  } finally {
    await pool.end();
  }
}

/**
 * Histories begin equal: an index answers alone only for pages that VACUUM found visible to all. Those it leaves out are looked up one by one:
 * with a fifth of them left out, the server takes 30 µs for `growth` instead of 24.
 */
async function assertAllVisible(database: Database): Promise<void> {
  const left = await database.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relname IN ('channel_daily', 'post_daily', 'post_rankings', 'posts') AND relallvisible < relpages`,
  );
  if (left.length > 0)
    throw new Error(`VACUUM left pages out of ${left.map(({ name }) => name).join(', ')}.`);
}

/** Another database of the same server. */
export async function createDatabase(url: string, name: string): Promise<string> {
  const pool = createPool({ url, poolMin: 0, poolMax: 1 });
  await new Database(pool).query(`CREATE DATABASE ${name}`).finally(() => pool.end());
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}
