import { Redis } from 'ioredis';
import pg from 'pg';

import { StartError } from '../start.errors.js';

const TIMEOUT_MS = 5_000;

/** The place without its password. */
function place(variable: string, url: string): string {
  return URL.canParse(url) ? `${variable} (${new URL(url).host})` : variable;
}

function assertUrl(variable: string, url: string, protocols: readonly string[]): void {
  if (URL.canParse(url) && protocols.includes(new URL(url).protocol)) return;
  const form = `${protocols[0]}//user:password@host:port`;
  throw new StartError(
    'E_OUTSIDE_SERVER',
    `${variable} is not an address`,
    `Write it as ${form}, or take it away.`,
  );
}

const unreachable = (variable: string, url: string, what: string, cause: unknown) =>
  new StartError(
    'E_OUTSIDE_SERVER',
    `${place(variable, url)} is set, but ${what}: ${(cause as Error).message || (cause as { code?: string }).code}`,
    `Start that server or mend ${variable}; without ${variable} this command starts one of its own.`,
    { cause },
  );

/**
 * Makes sure that a PostgreSQL of the user's takes queries.
 * @throws StartError `E_OUTSIDE_SERVER`
 */
export async function checkPostgres(url: string): Promise<void> {
  assertUrl('DATABASE_URL', url, ['postgres:', 'postgresql:']);
  let client: pg.Client | undefined;
  try {
    client = new pg.Client({ connectionString: url, connectionTimeoutMillis: TIMEOUT_MS });
    client.on('error', () => undefined);
    await client.connect();
    await client.query('SELECT 1');
  } catch (cause) {
    throw unreachable('DATABASE_URL', url, 'PostgreSQL does not let us in there', cause);
  } finally {
    await client?.end().catch(() => undefined);
  }
}

/**
 * Makes sure that a Redis of the user's takes commands.
 * @throws StartError `E_OUTSIDE_SERVER`
 */
export async function checkRedis(variable: 'REDIS_URL' | 'REDIS_CACHE_URL', url: string): Promise<void> {
  assertUrl(variable, url, ['redis:', 'rediss:']);
  let reason: unknown;
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: TIMEOUT_MS,
    commandTimeout: TIMEOUT_MS,
    disconnectTimeout: 100,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // The event carries the reason; the rejected call only says that the connection is closed.
  client.on('error', (error) => (reason ??= error));
  try {
    await client.connect();
    await client.ping();
  } catch (cause) {
    throw unreachable(variable, url, 'Redis does not let us in there', reason ?? cause);
  } finally {
    client.disconnect();
  }
}
