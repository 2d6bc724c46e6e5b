import type { ManagedPool } from '../pool/managed-pool.js';

const probe = {
  name: 'pooling-probe',
  text: `SELECT count(*)::int AS n FROM pg_prepared_statements WHERE name = 'pooling-probe'`,
};

/**
 * Finds out whether a transaction-pooling proxy looks after prepared statements, and turns them off, with a warning, where it does not. One
 * that does (PgBouncer from 1.21 on, with `max_prepared_statements`) gives them names of its own; any other passes ours on to whichever
 * session is next, where the name is unknown or somebody else's. Asks nothing where names are off or no proxy is named.
 */
export async function checkPreparedThroughProxy(pool: ManagedPool): Promise<void> {
  if (pool.settings.mode !== 'transaction' || !pool.prepared.isEnabled) return;
  if (await proxyRenames(pool)) return;
  pool.prepared.disable();
  pool.settings.log.warn(
    'The database proxy does not look after prepared statements, so they are off. ' +
      'PgBouncer does from 1.21 on, with max_prepared_statements above 0; otherwise leave preparedStatements out.',
  );
}

async function proxyRenames(pool: ManagedPool): Promise<boolean> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ n: number }>(probe);
    return rows[0]?.n === 0;
  } catch (error) {
    // Another client's probe is prepared in the session we were given: names pass through.
    if ((error as { code?: unknown }).code === '42P05') return false;
    throw error;
  } finally {
    // The driver believes the name prepared; the session may be another one next time.
    client.release(true);
  }
}
