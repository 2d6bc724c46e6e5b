import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { reconnectDelay } from '../redis/connection.js';

const logger = new Logger('Messaging');

/**
 * Repeats an operation on Redis until it succeeds: what a handler did must be noted however long Redis is away.
 * Resolves with undefined when `signal` ends the attempts.
 */
export async function untilDone<T>(
  what: string,
  signal: AbortSignal,
  operation: () => Promise<T>,
): Promise<T | undefined> {
  for (let failures = 0; !signal.aborted;) {
    try {
      return await operation();
    } catch (error) {
      failures += 1;
      if (failures === 1) logger.warn(`Could not ${what}: ${String(error)}. Trying until Redis takes it.`);
      await sleep(reconnectDelay(failures), undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
}
