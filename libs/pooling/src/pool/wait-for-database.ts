import { setTimeout as sleep } from 'node:timers/promises';
import type { ManagedPool } from './managed-pool.js';
import { DatabaseUnavailableError, describeCause } from './pool.errors.js';

/** Host and port of a database URL, without the credentials. */
export function databaseHost(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'the configured address';
}

/**
 * Asks until the database answers, saying each time that it waits. Backs off from 0.25 s to 5 s.
 * Throws `DatabaseUnavailableError` after `timeoutMs`.
 */
export async function waitForDatabase(pool: ManagedPool, timeoutMs: number): Promise<void> {
  const host = databaseHost(pool.settings.url);
  const started = performance.now();
  for (let attempt = 0; ; attempt += 1) {
    try {
      const client = await pool.connect();
      client.release();
      if (attempt > 0) pool.settings.log.info(`The database at ${host} answers now.`);
      return;
    } catch (cause) {
      const waitedMs = performance.now() - started;
      const pauseMs = Math.min(5_000, 250 * 2 ** attempt);
      if (waitedMs + pauseMs > timeoutMs) throw new DatabaseUnavailableError(host, waitedMs, { cause });
      pool.settings.log.warn(
        `The database at ${host} can't be used yet (${describeCause(cause)}). Next attempt in ${pauseMs} ms.`,
      );
      await sleep(pauseMs);
    }
  }
}
