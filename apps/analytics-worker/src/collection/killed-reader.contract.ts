import { Worker } from 'bullmq';
import { collectChannel, jobQueueNames } from '@analyticbot/contracts';
import { jobPayload } from '@analyticbot/messaging';
import {
  startCollectionWorld,
  type CollectionServers,
  type CollectionWorld,
} from './collection-world.contract.js';

/** The posts of the channel that is read: more than one batch of writes. */
export function postsToRead(now: Date): { id: number; postedAt: Date; views: number }[] {
  return Array.from({ length: 1_050 }, (_, index) => ({
    ...{ id: 1_000 - index, postedAt: new Date(+now - (index + 1) * 600_000), views: 5_000 + index },
  }));
}

/** Takes collection jobs as the worker does; looks often for those of a process that died. */
export function takeJobs(world: CollectionWorld): Worker {
  return new Worker(
    jobQueueNames.collection,
    (job) => world.worker().collector.collect(jobPayload(collectChannel, job), () => world.now),
    {
      connection: { port: world.servers.redisPort, maxRetriesPerRequest: null },
      ...{ lockDuration: 500, stalledInterval: 200, drainDelay: 0.2 },
    },
  );
}

/** Where the process to be killed stands, in Redis. */
export const standsKey = 'test:stands';

/** Run as a process of its own, this reads a channel, stops in its middle, and waits to be killed. */
async function victim(servers: CollectionServers): Promise<never> {
  const world = await startCollectionWorld(servers);
  world.page.posts = postsToRead(world.now);
  world.page.hold = async (index) => {
    if (index < 1_020) return;
    await world.redis.set(standsKey, 'in the middle');
    await new Promise(() => undefined);
  };
  takeJobs(world);
  return new Promise<never>(() => undefined);
}

const servers = process.env['COLLECTION_VICTIM'];
if (servers !== undefined) {
  it('reads until it is killed', () => victim(JSON.parse(servers) as CollectionServers), 60_000);
}
