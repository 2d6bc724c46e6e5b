import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { eventually, startTestRedis, type TestRedis } from '@analyticbot/testing';
import { z } from 'zod';
import {
  BatchHandler,
  defineQueue,
  listDeadLetters,
  type BatchOutcome,
  type EventContract,
  type WorkMessage,
} from '../index.js';
import { startApp, type TestApp } from '../testing/test-app.contract.js';

interface Thing {
  readonly n: number;
}

const queue = defineQueue({ name: 'batches', prefetch: 50, maxAttempts: 3, backoffMs: 10 });
const measured: EventContract<Thing> = {
  kind: 'event',
  pattern: 'thing.measured',
  version: 1,
  queue: queue.name,
  payload: z.object({ n: z.number() }),
};

let batches: number[][] = [];
let broken: (n: number) => boolean = () => false;
let reported: (n: number) => boolean = () => false;

@Controller()
class ThingController {
  @BatchHandler(measured, { size: 10, waitMs: 50 })
  async many(@Payload() messages: WorkMessage<Thing>[]): Promise<BatchOutcome> {
    batches.push(messages.map(({ payload }) => payload.n));
    const bad = messages.find(({ payload }) => broken(payload.n));
    if (bad) throw new Error(`poisoned by ${bad.payload.n}`);
    const failed = messages.filter(({ payload }) => reported(payload.n));
    return failed.length === 0
      ? undefined
      : { failed: failed.map(({ id }) => ({ id, error: new Error('no') })) };
  }
}

describe('batches', () => {
  let redis: TestRedis;
  let apps: TestApp[] = [];
  const start = async (controllers = [ThingController]): Promise<TestApp> => {
    const contracts = controllers.length > 0 ? [measured] : [];
    const app = await startApp({ redisUrl: redis.url, queues: [queue], contracts }, controllers);
    apps.push(app);
    return app;
  };
  const empty = (app: TestApp): Promise<void> =>
    eventually(async () =>
      expect((await app.inspector.stats())[0]).toMatchObject({ backlog: 0, inFlight: 0 }),
    );

  beforeAll(async () => {
    redis = await startTestRedis();
  });
  beforeEach(async () => {
    batches = [];
    broken = () => false;
    reported = () => false;
    await redis.client().flushall();
  });
  afterEach(async () => {
    await Promise.all(apps.map((app) => app.close()));
    apps = [];
  });
  afterAll(() => redis.stop());

  it('hold as many as they may', async () => {
    const app = await start();
    await Promise.all(Array.from({ length: 25 }, (_, n) => app.work.publish(measured, { n })));
    await empty(app);
    expect(batches.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_, n) => n));
    expect(Math.max(...batches.map((batch) => batch.length))).toBeGreaterThan(1);
    expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThanOrEqual(10);
  });

  it('with a poisoned message are handled but for that one', async () => {
    const sender = await start([]);
    broken = (n) => n === 4;
    await Promise.all(Array.from({ length: 10 }, (_, n) => sender.work.publish(measured, { n })));
    const app = await start();
    await empty(app);
    const alone = batches.filter((batch) => batch.length === 1).flat();
    expect(alone.filter((n) => n !== 4).sort()).toEqual([0, 1, 2, 3, 5, 6, 7, 8, 9]);
    expect(alone.filter((n) => n === 4)).toHaveLength(3);
    const letters = await listDeadLetters(redis.client(), { queue: queue.name });
    expect(letters.map(({ envelope }) => envelope?.payload)).toEqual([{ n: 4 }]);
  });

  it('have those run again that the handler reports as failed, and no others', async () => {
    const app = await start();
    let refuse = true;
    reported = (n) => n === 2 && refuse;
    await Promise.all([1, 2, 3].map((n) => app.work.publish(measured, { n })));
    await eventually(() => expect(batches.flat()).toContain(2));
    refuse = false;
    await empty(app);
    expect(
      batches
        .flat()
        .filter((n) => n !== 2)
        .sort(),
    ).toEqual([1, 3]);
    expect(await listDeadLetters(redis.client(), { queue: queue.name })).toEqual([]);
  });

  it('of messages that are run again hold no fresh ones, which they could spoil', async () => {
    const app = await start();
    let sent: Promise<unknown> | undefined;
    reported = (n) => {
      if (n !== 1 || sent) return false;
      sent = app.work.publish(measured, { n: 2 }); // waits for company when the failed one comes back
      return true;
    };
    await app.work.publish(measured, { n: 1 });
    await eventually(() => expect(batches.flat().sort()).toEqual([1, 1, 2]));
    await empty(app);
    expect(batches.filter((batch) => batch.length > 1)).toEqual([]);
  });
});
