import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@analyticbot/pooling';
import { MigrationLockError } from './schema.errors.js';

const lockKey = `hashtextextended('storage.migrate', 0)`;

/**
 * Runs the work while holding the database-wide migration lock. Asks again and again instead of blocking in the server: a
 * session that blocks keeps a snapshot open, and CREATE INDEX CONCURRENTLY elsewhere would wait for it.
 */
export async function withMigrationLock<T>(
  database: Database,
  timeoutMs: number,
  work: () => Promise<T>,
): Promise<T> {
  return database.withConnection(async (connection) => {
    const started = performance.now();
    for (;;) {
      const [lock] = await connection.query<{ locked: boolean }>(
        `SELECT pg_try_advisory_lock(${lockKey}) AS locked`,
      );
      if (lock?.locked) break;
      if (performance.now() - started > timeoutMs) throw new MigrationLockError(timeoutMs);
      await sleep(100);
    }
    try {
      return await work();
    } finally {
      await connection.query(`SELECT pg_advisory_unlock(${lockKey})`);
    }
  });
}
