import { WorkBus } from '@analyticbot/messaging';
import { Redis } from 'ioredis';
import type { SideResult } from '../../harness/compare.js';
import { quantile } from '../../harness/statistics.js';
import { type DrainName, drains } from '../drains/drains.js';
import { drainQueue, smallEvent } from '../drains/small-event.js';
import { startWork } from '../kinds/work-queue.js';
import { startReplicas } from '../replicas.js';

const small = { channelId: '-1001234567890', views: 12_345 };
const inOneWrite = 1_000;

/** Small events that wait, taken by one worker in a process of its own; the ways take turns. Times are of one event. */
export async function drain(
  redisUrl: string,
  { events, rounds }: { events: number; rounds: number },
): Promise<SideResult[]> {
  const redis = new Redis(redisUrl);
  const names = Object.keys(drains) as DrainName[];
  const running = await Promise.all(
    names.map(async (name, position) => {
      const queue = `drain-${position}`;
      const fields = name === 'work queue, batches' ? await entryOf(redis, redisUrl, queue) : undefined;
      const replicas = await startReplicas(name, redisUrl, queue, 1, events);
      return { name, queue, fields, replicas, msPerOperation: [] as number[] };
    }),
  );
  try {
    for (let round = -1; round < rounds; round += 1) {
      for (const one of round % 2 === 0 ? running : [...running].reverse()) {
        if (one.fields === undefined) {
          await redis.del(one.queue);
          await append(redis, one.queue, ['m', JSON.stringify(small)], events);
        } else await append(redis, one.fields.stream, one.fields.entry, events);
        const [ms = Number.NaN] = await one.replicas.ask();
        if (round >= 0) one.msPerOperation.push(ms / events);
        if (one.fields === undefined) await redis.del(one.queue);
      }
    }
  } finally {
    await Promise.all(running.map(({ replicas }) => replicas.stop()));
    redis.disconnect();
  }
  return running.map(({ name, msPerOperation }) => ({
    name,
    msPerOperation,
    latency: { p50: quantile(msPerOperation, 0.5), p95: quantile(msPerOperation, 0.95) },
  }));
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
