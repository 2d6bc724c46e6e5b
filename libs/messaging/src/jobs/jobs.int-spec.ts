import { getQueueToken, Processor, WorkerHost } from '@nestjs/bullmq';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { eventually, startTestRedis, type TestRedis } from '@analyticbot/testing';
import type { Job, Queue } from 'bullmq';
import type { INestApplication } from '@nestjs/common';
import { z } from 'zod';
import {
  addJob,
  jobPayload,
  MessagingModule,
  registerJobQueue,
  scheduleJob,
  type JobContract,
} from '../index.js';

const collect: JobContract<{ channelId: string }> = {
  kind: 'job',
  name: 'collect',
  queue: 'collection',
  version: 1,
  payload: z.object({ channelId: z.string() }),
};

let collected: string[] = [];
let failOnce = false;

@Processor(collect.queue)
class CollectProcessor extends WorkerHost {
  async process(job: Job): Promise<void> {
    const { channelId } = jobPayload(collect, job);
    if (failOnce) {
      failOnce = false;
      throw new Error('not now');
    }
    collected.push(channelId);
  }
}

describe('jobs', () => {
  let redis: TestRedis;
  let app: INestApplication;
  let queue: Queue;

  beforeAll(async () => {
    redis = await startTestRedis({ args: ['--maxmemory-policy', 'noeviction'] });
    const compiled = await Test.createTestingModule({
      imports: [
        MessagingModule.forRoot({ redisUrl: redis.url, service: 'test', replicaId: 'jobs', queues: [] }),
        registerJobQueue(collect),
      ],
      providers: [CollectProcessor],
    }).compile();
    app = compiled.createNestApplication(new FastifyAdapter(), { logger: false });
    await app.init();
    queue = app.get<Queue>(getQueueToken(collect.queue));
  });
  beforeEach(() => {
    collected = [];
    failOnce = false;
  });
  afterAll(async () => {
    await app.close();
    await redis.stop();
  });

  it('with the same key are added once', async () => {
    const delayed = { key: '-100:1', delay: 200 };
    const [first, second] = await Promise.all([
      addJob(queue, collect, { channelId: '-100' }, delayed),
      addJob(queue, collect, { channelId: '-100' }, delayed),
    ]);
    expect(first.id).toBe('collect--100_1');
    expect(second.id).toBe(first.id);
    await eventually(() => expect(collected).toEqual(['-100']));
  });

  it('are tried again when they fail', async () => {
    failOnce = true;
    await addJob(queue, collect, { channelId: '-200' }, { key: 'again', backoff: 10 });
    await eventually(() => expect(collected).toEqual(['-200']));
  });

  it('are refused when they do not fit their contract', async () => {
    const wrong = { channelId: 5 } as unknown as { channelId: string };
    await expect(addJob(queue, collect, wrong, { key: 'x' })).rejects.toMatchObject({
      code: 'E_INVALID_PAYLOAD',
    });
  });

  it('can be scheduled; scheduling a key again replaces its schedule', async () => {
    await scheduleJob(queue, collect, 'hourly', { every: 3_600_000 }, { channelId: '-300' });
    await scheduleJob(queue, collect, 'hourly', { every: 7_200_000 }, { channelId: '-300' });
    const schedulers = await queue.getJobSchedulers();
    expect(schedulers.map(({ key, every }) => [key, Number(every)])).toEqual([['collect-hourly', 7_200_000]]);
  });

  it('of a schedule run again and again, until it is removed', async () => {
    await scheduleJob(queue, collect, 'often', { every: 50 }, { channelId: '-400' });
    await eventually(() => expect(collected.filter((id) => id === '-400').length).toBeGreaterThan(2));
    await queue.removeJobScheduler('collect-often');
    await eventually(async () =>
      expect((await queue.getJobSchedulers()).map(({ key }) => key)).toEqual(['collect-hourly']),
    );
  });

  it('share one hash tag, so that a cluster takes their scripts', async () => {
    const keys = await redis.client().keys('*collection*');
    expect(keys.length).toBeGreaterThan(0);
    expect(keys.filter((key) => !key.startsWith('jobs:{collection}:'))).toEqual([]);
  });
});
