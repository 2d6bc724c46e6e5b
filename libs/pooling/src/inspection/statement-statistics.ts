import type { Queryable } from '../database/connection.js';
import { sqlState } from '../database/transient-errors.js';
import { describeCause } from '../pool/pool.errors.js';
import type { PoolLog } from '../pool/pool-options.js';
import { inspectionQueries } from './inspection-queries.js';

/** Whether a server keeps statistics of statements, for slow queries and the index advisor. */
export type StatementStatistics = 'present' | 'created' | 'unavailable';

/** Why the extension can't be made, by SQLSTATE, and what to do. */
const obstacles: Readonly<Record<string, string>> = {
  '42501':
    'this user may not create extensions: let an administrator run "CREATE EXTENSION pg_stat_statements" in this database',
  '0A000': 'the server does not have it: install the contrib package of its PostgreSQL version',
  '55000': 'the server has not loaded it: add it to shared_preload_libraries and restart the server',
};

/**
 * Makes sure of the extension `pg_stat_statements` where the server and the user's rights allow it. Nothing depends on it but advice, so a
 * refusal is a warning that says what to do, and never an error.
 */
export async function enableStatementStatistics(
  database: Queryable,
  log: PoolLog,
): Promise<StatementStatistics> {
  try {
    const known = await database.query(inspectionQueries.statementsSchema);
    if (known.length === 0) await database.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
    const [extension] = await database.query<{ schema: string }>(inspectionQueries.statementsSchema);
    await database.query(`SELECT 1 FROM ${extension?.schema ?? 'public'}.pg_stat_statements LIMIT 1`);
    if (known.length > 0) return 'present';
    log.info('The extension pg_stat_statements was created: slow statements are counted from now on.');
    return 'created';
  } catch (error) {
    const obstacle = obstacles[sqlState(error) ?? ''] ?? describeCause(error);
    log.warn(`Slow statements can't be listed and indexes not be advised: ${obstacle}.`);
    return 'unavailable';
  }
}
