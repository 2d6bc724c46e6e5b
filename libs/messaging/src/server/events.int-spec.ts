import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { eventually, startTestRedis, type TestRedis } from '@analyticbot/testing';
import { register } from 'prom-client';
import { z } from 'zod';
import {
  defineQueue,
  EventHandler,
  listDeadLetters,
  replayDeadLetter,
  type EventContract,
} from '../index.js';
import { startApp, type TestApp } from '../testing/test-app.contract.js';

interface Thing {
  readonly n: number;
}

const queue = defineQueue({
  name: 'events',
  visibilityMs: 300,
  prefetch: 50,
  maxLength: 1_000,
  maxAttempts: 3,
  backoffMs: 10,
});
const contract = (pattern: string): EventContract<Thing> => ({
  kind: 'event',
  pattern,
  version: 1,
  queue: queue.name,
  payload: z.object({ n: z.number() }),
});
const happened = contract('thing.happened');
const stream = `work:{${queue.name}}:stream`;

let runs: { n: number; at: number }[] = [];
let hold: () => Promise<void>;
let broken: (n: number) => boolean = () => false;

@Controller()
class ThingController {
  @EventHandler(happened)
  async one(@Payload() { n }: Thing): Promise<void> {
    runs.push({ n, at: Date.now() });
    await hold();
    if (broken(n)) throw new Error(`cannot take ${n}`);
  }
}

describe('events', () => {
  let redis: TestRedis;
  let apps: TestApp[] = [];
  const start = async (handles = true, settings = {}): Promise<TestApp> => {
    const contracts = handles ? [happened] : [];
    const app = await startApp(
      { redisUrl: redis.url, queues: [queue], contracts, ...settings },
      handles ? [ThingController] : [],
    );
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
    runs = [];
    hold = async () => undefined;
    broken = () => false;
    await redis.client().flushall();
  });
  afterEach(async () => {
    await Promise.all(apps.map((app) => app.close()));
    apps = [];
  });
  afterAll(() => redis.stop());

  it('are handled by one replica each, and leave nothing behind', async () => {
    const [first] = await Promise.all([start(), start()]);
    const numbers = Array.from({ length: 100 }, (_, n) => n);
    await Promise.all(numbers.map((n) => first.work.publish(happened, { n })));
    await empty(first);
    expect(runs.map(({ n }) => n).sort((a, b) => a - b)).toEqual(numbers);
    expect(await redis.client().xlen(stream)).toBe(0);
    expect((await redis.client().xpending(stream, 'workers'))[0]).toBe(0);
  });

  it('with an id are appended once', async () => {
    const app = await start();
    await expect(app.work.publish(happened, { n: 1 }, { id: 'update-1' })).resolves.toEqual({
      accepted: true,
    });
    await expect(app.work.publish(happened, { n: 1 }, { id: 'update-1' })).resolves.toEqual({
      accepted: false,
    });
    await empty(app);
    await expect(app.work.publish(happened, { n: 1 }, { id: 'update-1' })).resolves.toEqual({
      accepted: false,
    });
    expect(runs).toHaveLength(1);
  });

  it('are refused when the queue is full, and the refused id may be sent again', async () => {
    const small = { ...queue, maxLength: 1 };
    const sender = await start(false, { queues: [small] });
    await sender.work.publish(happened, { n: 1 });
    await expect(sender.work.publish(happened, { n: 2 }, { id: 'two' })).rejects.toMatchObject({
      code: 'E_QUEUE_FULL',
    });
    const app = await start();
    await empty(app);
    await expect(app.work.publish(happened, { n: 2 }, { id: 'two' })).resolves.toEqual({ accepted: true });
  });

  it('are refused when they are too large', async () => {
    const app = await start(true, { maxPayloadBytes: 100 });
    const padded: EventContract<Thing & { pad: string }> = {
      ...happened,
      payload: z.object({ n: z.number(), pad: z.string() }),
    };
    await expect(app.work.publish(padded, { n: 1, pad: 'x'.repeat(10_000) })).rejects.toMatchObject({
      code: 'E_PAYLOAD_TOO_LARGE',
    });
  });

  it('are run again with growing waits, then become dead letters, which can be replayed', async () => {
    const app = await start();
    broken = (n) => n === 13;
    await app.work.publish(happened, { n: 13 }, { id: 'unlucky' });
    const client = redis.client();
    const [letter] = await eventually(async () => {
      const letters = await listDeadLetters(client, { queue: queue.name });
      expect(letters).toHaveLength(1);
      return letters;
    });
    expect(letter).toMatchObject({
      reason: 'failed',
      attempts: 3,
      firstError: 'Error: cannot take 13',
      lastError: 'Error: cannot take 13',
      envelope: { id: 'unlucky', pattern: happened.pattern, payload: { n: 13 } },
    });
    const [first, second, third] = runs.map(({ at }) => at);
    expect(second! - first!).toBeGreaterThanOrEqual(9);
    expect(third! - second!).toBeGreaterThanOrEqual(19);

    broken = () => false;
    await replayDeadLetter(client, { queue: queue.name }, letter!.id);
    await eventually(() => expect(runs).toHaveLength(4));
    await empty(app);
    await expect(replayDeadLetter(client, { queue: queue.name }, letter!.id)).rejects.toMatchObject({
      code: 'E_DEAD_LETTER_NOT_FOUND',
    });
  });

  it('written by hand in a wrong form become dead letters and stop nobody', async () => {
    const app = await start();
    const client = redis.client();
    await client.xadd(stream, '*', 'hello', 'world');
    await client.xadd(stream, '*', 'm', '{not json');
    await client.xadd(stream, '*', 'm', JSON.stringify({ id: 'x', kind: 'event' }));
    await client.zadd(`work:{${queue.name}}:delayed`, 0, 'rubbish');
    await app.work.publish(happened, { n: 5 });
    await empty(app);
    await eventually(async () => {
      const letters = await listDeadLetters(client, { queue: queue.name });
      expect(letters.map(({ reason }) => reason)).toEqual([
        'malformed',
        'malformed',
        'malformed',
        'malformed',
      ]);
    });
    expect(runs.map(({ n }) => n)).toEqual([5]);
  });

  it('that do not fit their contract become dead letters at once', async () => {
    const app = await start();
    const loose: EventContract<unknown> = { ...happened, payload: z.unknown() };
    await app.work.publish(loose, { n: 'many' });
    await eventually(async () => {
      const [letter] = await listDeadLetters(redis.client(), { queue: queue.name });
      expect(letter).toMatchObject({ reason: 'invalid-payload', attempts: 1 });
    });
    expect(runs).toEqual([]);
  });

  it('of a crashed consumer are taken over after the visibility time, as a further attempt', async () => {
    const sender = await start(false);
    await sender.work.publish(happened, { n: 1 });
    const dead = redis.client();
    await dead.xgroup('CREATE', stream, 'workers', '0');
    await dead.xreadgroup('GROUP', 'workers', 'crashed', 'COUNT', 10, 'STREAMS', stream, '>');
    const app = await start();
    await empty(app);
    expect(runs.map(({ n }) => n)).toEqual([1]);
    expect((await app.inspector.stats())[0]).toMatchObject({ handled: 1, failed: 0, dead: 0 });
  });

  it('that were taken over while their handler ran are not settled by it any more', async () => {
    const app = await start(true, { queues: [{ ...queue, visibilityMs: 20_000 }] });
    const client = redis.client();
    const thief = 'thief';
    hold = async () => {
      const [pending] = (await client.xpending(stream, 'workers', '-', '+', 1)) as [string][];
      await client.xclaim(stream, 'workers', thief, 0, pending?.[0] ?? '');
    };
    broken = () => true;
    await app.work.publish(happened, { n: 1 });
    await eventually(async () =>
      expect((await app.inspector.stats())[0]).toMatchObject({ failed: 1, inFlight: 0 }),
    );
    expect(await client.zcard(`work:{${queue.name}}:delayed`)).toBe(0);
    const [left] = (await client.xpending(stream, 'workers', '-', '+', 1)) as [string, string][];
    expect(left?.[1]).toBe(thief);
  });

  it('are counted, by queue and pattern', async () => {
    register.resetMetrics();
    const app = await start();
    broken = (n) => n === 2;
    await app.work.publish(happened, { n: 1 });
    await app.work.publish(happened, { n: 2 });
    await empty(app);
    const value = async (name: string): Promise<number | undefined> => {
      const { values } = (await register.getSingleMetric(name)?.get()) ?? { values: [] };
      return values.find(({ labels }) => labels['pattern'] === happened.pattern)?.value;
    };
    expect(await value('messaging_messages_sent_total')).toBe(2);
    expect(await value('messaging_messages_handled_total')).toBe(1);
    expect(await value('messaging_messages_failed_total')).toBe(3);
    expect(await value('messaging_messages_retried_total')).toBe(2);
    expect(await value('messaging_messages_dead_total')).toBe(1);
  });
});
