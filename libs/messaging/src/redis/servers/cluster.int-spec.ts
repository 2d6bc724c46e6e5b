import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { freePort } from '@analyticbot/embedded';
import { eventually, startTestRedis, type TestRedis } from '@analyticbot/testing';
import { Queue, Worker } from 'bullmq';
import { z } from 'zod';
import {
  addJob,
  BatchHandler,
  defineQueue,
  EventHandler,
  jobConnection,
  jobQueuePrefix,
  listDeadLetters,
  replayDeadLetter,
  RequestHandler,
  type EventContract,
  type JobContract,
  type RequestContract,
  type WorkMessage,
} from '../../index.js';
import { startApp, type TestApp } from '../../testing/test-app.contract.js';

const settings = { visibilityMs: 200, maxAttempts: 2, backoffMs: 5 };
const [plain, ordered] = [
  defineQueue({ name: 'plain', ...settings }),
  defineQueue({ name: 'ordered', ordered: true, ...settings }),
];
const event = (pattern: string, queue: string): EventContract<number> => ({
  kind: 'event',
  pattern,
  version: 1,
  queue,
  payload: z.number(),
});
const [one, many, inOrder] = [
  event('one', plain.name),
  event('many', plain.name),
  event('in.order', ordered.name),
];
const asked: RequestContract<number, number> = {
  kind: 'request',
  pattern: 'asked',
  version: 1,
  queue: plain.name,
  timeoutMs: 3_000,
  request: z.number(),
  reply: z.number(),
  errors: [],
};
const job: JobContract<number> = { kind: 'job', name: 'job', queue: 'jobs', version: 1, payload: z.number() };

let done: number[] = [];
let refuse = false;

function take(n: number): void {
  if (refuse && n < 0) throw new Error('negative');
  done.push(n);
}

@Controller()
class ClusterController {
  @EventHandler(one)
  one(@Payload() n: number): void {
    take(n);
  }

  @BatchHandler(many, { size: 5, waitMs: 5 })
  many(@Payload() messages: WorkMessage<number>[]): void {
    for (const { payload } of messages) take(payload);
  }

  @EventHandler(inOrder)
  inOrder(@Payload() n: number): void {
    take(n);
  }

  @RequestHandler(asked)
  answer(@Payload() n: number): number {
    return n * 2;
  }
}

describe('a Redis in cluster mode, which refuses every step whose keys do not share a hash tag', () => {
  let redis: TestRedis;
  let app: TestApp;

  beforeAll(async () => {
    // The bus's usual port, 10 000 above, need not be free.
    const bus = String(await freePort());
    redis = await startTestRedis({ args: ['--cluster-enabled', 'yes', '--cluster-port', bus] });
    const client = redis.client();
    await client.call('cluster', 'addslotsrange', '0', '16383');
    await eventually(async () => expect(await client.call('cluster', 'info')).toContain('cluster_state:ok'));
    app = await startApp(
      { redisUrl: redis.url, queues: [plain, ordered], contracts: [one, many, inOrder, asked] },
      [ClusterController],
    );
  });
  beforeEach(() => {
    done = [];
    refuse = false;
  });
  afterAll(async () => {
    await app.close();
    await redis.stop();
  });
  const empty = (): Promise<void> =>
    eventually(async () => {
      const stats = await app.inspector.stats();
      expect(stats.map(({ backlog, inFlight }) => backlog + inFlight)).toEqual([0, 0]);
    });

  it('carries events, batches, keys in order, ids, requests and effects', async () => {
    await app.work.publish(one, 1, { id: 'first' });
    await expect(app.work.publish(one, 1, { id: 'first' })).resolves.toEqual({ accepted: false });
    await Promise.all([2, 3, 4].map((n) => app.work.publish(many, n)));
    for (const n of [5, 6, 7]) await app.work.publish(inOrder, n, { key: 'chat' });
    await expect(app.work.request(asked, 21)).resolves.toBe(42);
    await empty();
    expect([...done].sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(done.filter((n) => n > 4)).toEqual([5, 6, 7]);
    await expect(app.ledger.once('m', 60_000, () => 'ran')).resolves.toEqual({ ran: true, value: 'ran' });
    await app.ledger.record('m', 'field', 'value');
    await expect(app.ledger.recorded('m')).resolves.toEqual({ field: 'value' });
  });

  it('keeps what fails, in its order too, and takes it back by replay', async () => {
    refuse = true;
    await Promise.all([app.work.publish(one, -1), app.work.publish(inOrder, -2, { key: 'chat' })]);
    await empty();
    refuse = false;
    const client = redis.client();
    for (const queue of [plain.name, ordered.name]) {
      const [letter] = await listDeadLetters(client, { queue });
      expect(letter).toMatchObject({ reason: 'failed', attempts: settings.maxAttempts });
      await replayDeadLetter(client, { queue }, letter?.id ?? '');
    }
    await eventually(() => expect([...done].sort()).toEqual([-1, -2]));
  });

  it('carries jobs', async () => {
    const options = { connection: jobConnection(redis.url), prefix: jobQueuePrefix(job.queue) };
    const queue = new Queue(job.queue, options);
    const worker = new Worker(job.queue, async ({ data }) => void done.push(data as number), options);
    await addJob(queue, job, 9, { key: 'nine', delay: 5 });
    await eventually(() => expect(done).toEqual([9]));
    await Promise.all([worker.close(), queue.close()]);
  });
});
