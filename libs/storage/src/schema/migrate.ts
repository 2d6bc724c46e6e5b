import {
  createDataSource,
  createPool,
  Database,
  enableStatementStatistics,
  type PoolLog,
} from '@analyticbot/pooling';
import { pendingMigrations } from './assert-schema-current.js';
import { storageEntities } from './entities.js';
import { migrationsTable, storageMigrations } from '../migrations/migrations.js';
import { ensurePartitions } from '../partitions/ensure-partitions.sql.js';
import { repairRollups } from '../rollups/rebuild/repair-rollups.sql.js';
import { withMigrationLock } from './migration-lock.js';

/** Settings of `migrate` and `revert`. */
export interface MigrateOptions {
  /** Months of partitions to have ready beyond the current one. @default 3 */
  readonly monthsAhead?: number | undefined;
  /** How long to wait for another process that migrates, in milliseconds. @default 600000 */
  readonly lockTimeoutMs?: number | undefined;
  /** @default the present */
  readonly now?: Date | undefined;
  /** @default silent */
  readonly log?: PoolLog | undefined;
}

const silent: PoolLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * Brings the schema up to date, prepares the coming months, fills rollups that a new schema begins empty, and lets the server count its
 * slow statements where it may. Any number of processes may call it at once: one works, the
 * others wait and find nothing left to do. Needs a direct connection, not one through a transaction-pooling proxy. Gives
 * the names of the migrations that ran here.
 */
export function migrate(url: string, options: MigrateOptions = {}): Promise<string[]> {
  return withSchemaConnection(url, options, async (database, dataSource) => {
    const ran = await dataSource.runMigrations({ transaction: 'each' });
    await enableStatementStatistics(database, options.log ?? silent);
    await ensurePartitions(database, options.monthsAhead ?? 3, options.now ?? new Date());
    // Outside of the migrations' transactions, which lock tables: a channel at a time.
    if (ran.length > 0) await repairRollups(database, new Date(0));
    return ran.map((migration) => migration.name);
  });
}

/** Takes the newest migration back, with the data it holds. False when none had run. */
export function revert(url: string, options: MigrateOptions = {}): Promise<boolean> {
  return withSchemaConnection(url, options, async (database, dataSource) => {
    if ((await pendingMigrations(database)).length === storageMigrations.length) return false;
    await dataSource.undoLastMigration({ transaction: 'each' });
    return true;
  });
}

async function withSchemaConnection<T>(
  url: string,
  options: MigrateOptions,
  work: (database: Database, dataSource: ReturnType<typeof createDataSource>) => Promise<T>,
): Promise<T> {
  const pool = createPool({
    url,
    applicationName: 'storage migrate',
    poolMin: 0,
    // One connection holds the lock, one migrates.
    poolMax: 2,
    statementTimeoutMs: 0,
    idleInTransactionTimeoutMs: 0,
    log: options.log,
  });
  const database = new Database(pool);
  try {
    return await withMigrationLock(database, options.lockTimeoutMs ?? 600_000, async () => {
      const dataSource = createDataSource(pool, {
        entities: storageEntities,
        migrations: storageMigrations,
        migrationsTableName: migrationsTable,
      });
      await dataSource.initialize();
      return work(database, dataSource);
    });
  } finally {
    await pool.end();
  }
}
