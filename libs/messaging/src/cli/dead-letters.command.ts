import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import type { DeadLetter } from '../dead-letters/dead-letter.js';
import {
  type DeadLetterQuery,
  listDeadLetters,
  replayDeadLetter,
  showDeadLetter,
} from '../dead-letters/dead-letters.js';

/** How the command is used. */
export const usage = `dead-letters list   --queue <name> [--limit 50]
dead-letters show   --queue <name> --id <id>
dead-letters replay --queue <name> --id <id> | --all

  --redis <url>    the Redis of the queues; REDIS_URL when left out
  --prefix <name>  first part of the keys, "work" when left out`;

/** What was asked for cannot be done; the text says why. */
export class UsageError extends Error {}

/**
 * Runs `list`, `show` or `replay` on a queue's dead letters.
 * @param args without node and script
 * @param defaultUrl the Redis URL when `--redis` is left out
 * @returns the lines to print
 * @throws UsageError, DeadLetterNotFoundError, InvalidPayloadError, or an Error when Redis cannot be reached
 */
export async function runDeadLetters(args: string[], defaultUrl: string | undefined): Promise<string[]> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      queue: { type: 'string' },
      id: { type: 'string' },
      all: { type: 'boolean', default: false },
      limit: { type: 'string', default: '50' },
      redis: { type: 'string' },
      prefix: { type: 'string', default: 'work' },
    },
  });
  const url = values.redis ?? defaultUrl;
  if (!values.queue) throw new UsageError('Name the queue with --queue.');
  if (!url) throw new UsageError('Say where Redis is with --redis, or set REDIS_URL.');
  const limit = Number(values.limit);
  if (!Number.isInteger(limit) || limit < 1) throw new UsageError('--limit takes a positive whole number.');

  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 5_000,
    commandTimeout: 5_000,
    retryStrategy: () => null,
  });
  redis.on('error', () => undefined); // connect() below reports it
  try {
    await redis.connect().catch((cause: unknown) => {
      throw new Error('Redis cannot be reached. Check the URL and that it runs.', { cause });
    });
    const query = { queue: values.queue, keyPrefix: values.prefix };
    switch (positionals[0]) {
      case 'list':
        return (await listDeadLetters(redis, query, limit)).map(line);
      case 'show':
        return [JSON.stringify(await showDeadLetter(redis, query, required(values.id)), undefined, 2)];
      case 'replay':
        return values.all
          ? await replayAll(redis, query)
          : [await replayOne(redis, query, required(values.id))];
      default:
        throw new UsageError('The command is list, show or replay.');
    }
  } finally {
    redis.disconnect();
  }
}

async function replayOne(redis: Redis, query: DeadLetterQuery, id: string): Promise<string> {
  const { envelope } = await replayDeadLetter(redis, query, id);
  return `${id} is back in the queue as message ${envelope?.id}.`;
}

/** Oldest first, and only those that are there now: what dies again must not be replayed for ever. */
async function replayAll(redis: Redis, query: DeadLetterQuery): Promise<string[]> {
  const lines: string[] = [];
  for (const letter of (await listDeadLetters(redis, query, 10_000)).reverse()) {
    if (letter.envelope) lines.push(await replayOne(redis, query, letter.id));
    else lines.push(`${letter.id} stays: it never was a message.`);
  }
  return lines;
}

function line(letter: DeadLetter): string {
  const what = letter.envelope?.pattern ?? 'no message';
  const when = letter.diedAt.toISOString();
  return [letter.id, when, letter.reason, `${letter.attempts} attempts`, what, letter.lastError].join('\t');
}

function required(id: string | undefined): string {
  if (!id) throw new UsageError('Name the dead letter with --id.');
  return id;
}
