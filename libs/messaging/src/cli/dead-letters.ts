import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { MessagingError } from '../contract/messaging.errors.js';
import type { DeadLetter } from '../dead-letters/dead-letter.js';
import {
  type DeadLetterQuery,
  listDeadLetters,
  replayDeadLetter,
  showDeadLetter,
} from '../dead-letters/dead-letters.js';

const usage = `dead-letters list   --queue <name> [--limit 50]
dead-letters show   --queue <name> --id <id>
dead-letters replay --queue <name> --id <id> | --all

  --redis <url>    the Redis of the queues; REDIS_URL when left out
  --prefix <name>  first part of the keys, "work" when left out`;

/** What was asked for cannot be done; the text says why. */
class UsageError extends Error {}

/** Runs one command. @returns lines to print */
async function run(args: string[], environmentUrl: string | undefined): Promise<string[]> {
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
  const url = values.redis ?? environmentUrl;
  if (!values.queue) throw new UsageError('Name the queue with --queue.');
  if (!url) throw new UsageError('Say where Redis is with --redis, or set REDIS_URL.');
  const limit = Number(values.limit);
  if (!Number.isInteger(limit) || limit < 1) throw new UsageError('--limit takes a positive whole number.');

  const redis = new Redis(url, { connectTimeout: 5_000, commandTimeout: 5_000, retryStrategy: () => null });
  redis.on('error', () => undefined); // the command that failed reports it
  try {
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

try {
  // eslint-disable-next-line no-restricted-properties -- run by hand, outside of any service and its configuration
  const lines = await run(process.argv.slice(2), process.env['REDIS_URL']);
  console.log(lines.length > 0 ? lines.join('\n') : 'There are none.');
} catch (error) {
  const ours = error instanceof UsageError || error instanceof MessagingError;
  console.error(error instanceof Error ? error.message : String(error));
  if (!ours || error instanceof UsageError) console.error(`\n${usage}`);
  process.exitCode = 1;
}
