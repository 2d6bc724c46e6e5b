import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { parseEnvelope } from '../contract/envelope.js';
import { DeadLetterNotFoundError, InvalidPayloadError } from '../contract/messaging.errors.js';
import { queueKeys } from '../redis/keys.js';
import { replayScript } from '../scripts/replay.lua.js';
import { type DeadLetter, readDeadLetter } from './dead-letter.js';

/** Which queue's dead letters. */
export interface DeadLetterQuery {
  readonly queue: string;
  /** @default 'work' */
  readonly keyPrefix?: string;
}

/** The newest dead letters of a queue, newest first. @param limit most of them; default 50 */
export async function listDeadLetters(
  redis: Redis,
  query: DeadLetterQuery,
  limit = 50,
): Promise<DeadLetter[]> {
  const { dead } = queueKeys(query.keyPrefix ?? 'work', query.queue);
  const entries = await redis.xrevrange(dead, '+', '-', 'COUNT', limit);
  return entries.map(([id, fields]) => readDeadLetter(query.queue, id, fields));
}

/** One dead letter. @throws DeadLetterNotFoundError */
export async function showDeadLetter(redis: Redis, query: DeadLetterQuery, id: string): Promise<DeadLetter> {
  const { dead } = queueKeys(query.keyPrefix ?? 'work', query.queue);
  const [entry] = await redis.xrange(dead, id, id);
  if (!entry) throw new DeadLetterNotFoundError(query.queue, id);
  return readDeadLetter(query.queue, entry[0], entry[1]);
}

/**
 * Puts a dead letter back into its queue with all its attempts before it, and removes it from the dead letters.
 * It keeps its message id, so effects it had before it failed are not repeated.
 * @throws DeadLetterNotFoundError, or InvalidPayloadError when the entry never was a message
 */
export async function replayDeadLetter(
  redis: Redis,
  query: DeadLetterQuery,
  id: string,
): Promise<DeadLetter> {
  const keys = queueKeys(query.keyPrefix ?? 'work', query.queue);
  const letter = await showDeadLetter(redis, query, id);
  if (letter.message === undefined) {
    throw new InvalidPayloadError(
      'unknown',
      new Error('The entry holds no message that could be sent again.'),
    );
  }
  parseEnvelopeOrThrow(letter.message);
  const ordered = letter.key === undefined ? [] : [keys.length, keys.keyPrefix + letter.key];
  const replayed = await replayScript.run(
    redis,
    [keys.dead, keys.stream, ...ordered],
    [id, letter.message, randomUUID(), letter.key ?? ''],
  );
  if (replayed === 0) throw new DeadLetterNotFoundError(query.queue, id);
  return letter;
}

function parseEnvelopeOrThrow(json: string): void {
  try {
    parseEnvelope(json);
  } catch (error) {
    throw new InvalidPayloadError('unknown', error);
  }
}
