import { Redis } from 'ioredis';
import { compare, type SideResult } from '../../harness/compare.js';
import { kinds } from '../kinds/kinds.js';
import { startReplicas } from '../replicas.js';
import { append, entryOf } from './drain.js';

const question = { channelId: '-1001234567890', days: 30 };
const atOnce = 100_000;
const kind = 'work queue';

/** What a queue with a past is like. */
export interface Flat {
  /** `fresh queue` and `aged queue`, asked in turns. */
  readonly sides: readonly SideResult[];
  /** Redis' memory in bytes: before the past, at its fullest (`waiting` messages in the stream), and after it. */
  readonly memory: { readonly before: number; readonly fullest: number; readonly after: number };
  /** Entries in the stream: at its fullest, and after all was acknowledged. */
  readonly length: { readonly fullest: number; readonly after: number };
}

/** Questions to a queue through which `past` messages have gone, and to one without a past. */
export async function flat(
  redisUrl: string,
  { past, rounds, operations }: { past: number; rounds: number; operations: number },
): Promise<Flat> {
  const redis = new Redis(redisUrl);
  const [fresh, aged] = ['flat-fresh', 'flat-aged'];
  const chunk = Math.min(past, atOnce);
  const { stream, entry } = await entryOf(redis, redisUrl, aged);
  const before = await usedMemory(redis);
  let fullest = { memory: 0, length: 0 };
  const worker = await startReplicas('work queue, batches', redisUrl, aged, 1, chunk);
  for (let done = 0; done < past; done += chunk) {
    await append(redis, stream, entry, chunk);
    const now = { memory: await usedMemory(redis), length: await redis.xlen(stream) };
    if (now.memory > fullest.memory) fullest = now;
    await worker.ask();
  }
  await worker.stop();
  const after = await usedMemory(redis);
  const left = await redis.xlen(stream);
  redis.disconnect();

  const replicas = await Promise.all([fresh, aged].map((name) => startReplicas(kind, redisUrl, name, 1)));
  const callers = await Promise.all([fresh, aged].map((name) => kinds[kind].caller(redisUrl, name)));
  try {
    const sides = await compare(
      callers.map((caller, position) => ({
        name: position === 0 ? 'fresh queue' : 'aged queue',
        operation: () => caller.ask(question),
      })),
      { rounds, operations, concurrency: 50, warmUpRounds: 2 },
    );
    return {
      sides,
      memory: { before, fullest: fullest.memory, after },
      length: { fullest: fullest.length, after: left },
    };
  } finally {
    await Promise.all(callers.map((caller) => caller.close()));
    await Promise.all(replicas.map((one) => one.stop()));
  }
}

async function usedMemory(redis: Redis): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
}
