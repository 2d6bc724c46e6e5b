import { WorkBus } from '@analyticbot/messaging';
import { Redis } from 'ioredis';
import type { SideResult } from '../../harness/compare.js';
import { quantile } from '../../harness/statistics.js';
import { type DrainName, drains } from '../drains/drains.js';
import { drainQueue, smallEvent } from '../drains/small-event.js';
import { startWork } from '../kinds/work-queue.js';
import { type Replicas, startReplicas } from '../replicas.js';

const small = { channelId: '-1001234567890', views: 12_345 };
const inOneWrite = 1_000;
const roundsAStart = 3;
/** Rounds not counted: a worker is at its usual speed after some hundred thousand events. */
const warmUps = 2;

/**
 * Small events that wait, taken by one worker in a process of its own; the ways take turns. Times are of one event. A worker is new every few
 * rounds: some processes are slower by a third from their start to their end, whatever they run.
 */
export async function drain(
  redisUrl: string,
  { events, rounds }: { events: number; rounds: number },
): Promise<SideResult[]> {
  const redis = new Redis(redisUrl);
  const ways = await Promise.all(
    (Object.keys(drains) as DrainName[]).map(async (name, position) => {
      const queue = `drain-${position}`;
      const fields = name === 'work queue, batches' ? await entryOf(redis, redisUrl, queue) : undefined;
      return { name, queue, fields, msPerOperation: [] as number[] };
    }),
  );
  try {
    for (let done = 0; done < rounds; done += roundsAStart) {
      const running = await Promise.all(
        ways.map(async (way) => ({
          ...{ way, replicas: await startReplicas(way.name, redisUrl, way.queue, 1, events) },
        })),
      );
      try {
        for (let round = -warmUps; round < Math.min(roundsAStart, rounds - done); round += 1) {
          for (const { way, replicas } of round % 2 === 0 ? running : [...running].reverse()) {
            const ms = await drainOnce(redis, way, events, replicas);
            if (round >= 0) way.msPerOperation.push(ms / events);
          }
        }
      } finally {
        await Promise.all(running.map(({ replicas }) => replicas.stop()));
      }
    }
  } finally {
    redis.disconnect();
  }
  return ways.map(({ name, msPerOperation }) => ({
    name,
    msPerOperation,
    latency: { p50: quantile(msPerOperation, 0.5), p95: quantile(msPerOperation, 0.95) },
  }));
}

interface Way {
  readonly queue: string;
  /** What the work queue appends, and where; the others read a stream of bare JSON that is called like the queue. */
  readonly fields: { readonly stream: string; readonly entry: readonly string[] } | undefined;
}

/** Has so many events wait and gives the milliseconds that taking them lasted. */
async function drainOnce(
  redis: Redis,
  { queue, fields }: Way,
  events: number,
  replicas: Replicas,
): Promise<number> {
  if (fields) await append(redis, fields.stream, fields.entry, events);
  else {
    await redis.del(queue);
    await append(redis, queue, ['m', JSON.stringify(small)], events);
  }
  const [ms = Number.NaN] = await replicas.ask();
  if (!fields) await redis.del(queue);
  return ms;
}

/** What `publish` appends for such an event, and where. */
export async function entryOf(
  redis: Redis,
  redisUrl: string,
  queue: string,
): Promise<{ stream: string; entry: string[] }> {
  const app = await startWork(redisUrl, drainQueue(queue), [], []);
  await app.get(WorkBus).publish(smallEvent(queue), small);
  await app.close();
  const stream = `work:{${queue}}:stream`;
  const [appended] = await redis.xrange(stream, '-', '+');
  if (appended === undefined) throw new Error('What was published is not in the stream.');
  await redis.xtrim(stream, 'MAXLEN', 0);
  return { stream, entry: appended[1] };
}

/** Appends the same entry so many times. */
export async function append(
  redis: Redis,
  stream: string,
  fields: readonly string[],
  events: number,
): Promise<void> {
  for (let left = events; left > 0; left -= inOneWrite) {
    const pipeline = redis.pipeline();
    for (let each = 0; each < Math.min(left, inOneWrite); each += 1) pipeline.xadd(stream, '*', ...fields);
    await pipeline.exec();
  }
}
