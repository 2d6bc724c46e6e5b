import { startTestPgBouncer } from '@analyticbot/testing';

/**
 * With `E2E_PGBOUNCER=true` (the target `e2e:through-pgbouncer`) a real PgBouncer in transaction mode with four server connections, and the
 * variables that send the services through it; else undefined. Throws when no PgBouncer can be had.
 */
export async function throughPgBouncer(serverUrl: string) {
  if (process.env['E2E_PGBOUNCER'] !== 'true') return undefined;
  const proxy = await startTestPgBouncer({
    ...{ serverUrl, poolSize: 4 },
    settings: { query_wait_timeout: '5', server_login_retry: '1' },
  });
  if (typeof proxy === 'string') throw new Error(proxy);
  return {
    environment: { DATABASE_URL: proxy.url, DATABASE_DIRECT_URL: serverUrl, DB_POOL_MODE: 'transaction' },
    stop: proxy.stop,
  };
}
