import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { eventually, startTestRedis, type TestRedis } from '@analyticbot/testing';
import { z } from 'zod';
import {
  defineQueue,
  EventHandler,
  listDeadLetters,
  replayDeadLetter,
  type WorkContext,
  type EventContract,
} from '../index.js';
import { deferred, startApp, type TestApp } from '../testing/test-app.contract.js';

interface Press {
  readonly chat: string;
  readonly n: number;
}

const queue = defineQueue({
  name: 'chats',
  ordered: true,
  visibilityMs: 300,
  prefetch: 8,
  maxLength: 1_000,
  maxAttempts: 3,
  backoffMs: 10,
});
const pressed: EventContract<Press> = {
  kind: 'event',
  pattern: 'button.pressed',
  version: 1,
  queue: queue.name,
  payload: z.object({ chat: z.string(), n: z.number() }),
};
const stream = `work:{${queue.name}}:stream`;

let done: Press[] = [];
let attempts: number[] = [];
let running: string[] = [];
let overlaps = 0;
let most = 0;
let before: (press: Press) => Promise<void> = async () => undefined;

@Controller()
class PressController {
  @EventHandler(pressed)
  async handle(@Payload() press: Press, @Ctx() context: WorkContext): Promise<void> {
    if (running.includes(press.chat)) overlaps += 1;
    running.push(press.chat);
    most = Math.max(most, running.length);
    attempts.push(context.delivery.attempt);
    try {
      await before(press);
      done.push(press);
    } finally {
      running.splice(running.indexOf(press.chat), 1);
    }
  }
}

describe('an ordered queue', () => {
  let redis: TestRedis;
  let apps: TestApp[] = [];
  const start = async (handles = true): Promise<TestApp> => {
    const contracts = handles ? [pressed] : [];
    const app = await startApp(
      { redisUrl: redis.url, queues: [queue], contracts },
      handles ? [PressController] : [],
    );
    apps.push(app);
    return app;
  };
  const press = (app: TestApp, chat: string, n: number): Promise<unknown> =>
    app.work.publish(pressed, { chat, n }, { key: chat });
  const empty = (app: TestApp): Promise<void> =>
    eventually(async () =>
      expect((await app.inspector.stats())[0]).toMatchObject({ backlog: 0, inFlight: 0 }),
    );
  const of = (chat: string): number[] => done.filter((one) => one.chat === chat).map(({ n }) => n);

  beforeAll(async () => {
    redis = await startTestRedis();
  });
  beforeEach(async () => {
    done = [];
    attempts = [];
    running = [];
    overlaps = 0;
    most = 0;
    before = () => new Promise((resolve) => setImmediate(resolve));
    await redis.client().flushall();
  });
  afterEach(async () => {
    await Promise.all(apps.map((app) => app.close()));
    apps = [];
  });
  afterAll(() => redis.stop());

  it('handles the messages of a key in order, one at a time, over two replicas, and other keys beside', async () => {
    const [app] = await Promise.all([start(), start()]);
    const numbers = Array.from({ length: 20 }, (_, n) => n);
    for (const n of numbers) await Promise.all(['a', 'b', 'c', 'd'].map((chat) => press(app, chat, n)));
    await empty(app);
    for (const chat of ['a', 'b', 'c', 'd']) expect(of(chat)).toEqual(numbers);
    expect(overlaps).toBe(0);
    expect(most).toBeGreaterThan(1);
    const left = await redis.client().keys('work:{chats}:key:*');
    expect(left).toEqual([]);
  });

  it('lets a failing head hold its key back, gives it up at last, and goes on', async () => {
    const app = await start();
    before = async ({ chat, n }) => {
      if (chat === 'a' && n === 1) throw new Error('never');
    };
    for (const n of [0, 1, 2]) await press(app, 'a', n);
    await press(app, 'b', 0);
    await empty(app);
    expect(of('a')).toEqual([0, 2]);
    expect(of('b')).toEqual([0]);
    const [letter] = await listDeadLetters(redis.client(), { queue: queue.name });
    expect(letter).toMatchObject({ reason: 'failed', attempts: 3, key: 'a', lastError: 'Error: never' });

    before = async () => undefined;
    await replayDeadLetter(redis.client(), { queue: queue.name }, letter!.id);
    await eventually(() => expect(of('a')).toEqual([0, 2, 1]));
  });

  it('goes on at the head of a key whose consumer crashed', async () => {
    const sender = await start(false);
    for (const n of [0, 1, 2]) await press(sender, 'a', n);
    const crashed = redis.client();
    await crashed.xgroup('CREATE', stream, 'workers', '0');
    await crashed.xreadgroup('GROUP', 'workers', 'crashed', 'COUNT', 1, 'STREAMS', stream, '>');
    const app = await start();
    await empty(app);
    expect(of('a')).toEqual([0, 1, 2]);
    expect(attempts).toEqual([2, 1, 1]);
  });

  it('keeps a long handler’s key for as long as it runs', async () => {
    const [app] = await Promise.all([start(), start()]);
    const hold = deferred();
    before = ({ n }) => (n === 0 ? hold.promise : Promise.resolve());
    await press(app, 'a', 0);
    await press(app, 'a', 1);
    await new Promise((resolve) => setTimeout(resolve, queue.visibilityMs * 3));
    expect(attempts).toEqual([1]);
    hold.resolve();
    await empty(app);
    expect(of('a')).toEqual([0, 1]);
    expect(overlaps).toBe(0);
  });

  it('survives rubbish in a key’s list', async () => {
    const app = await start();
    const client = redis.client();
    await client
      .multi()
      .rpush('work:{chats}:key:a', 'rubbish')
      .incr('work:{chats}:length')
      .xadd(stream, '*', 'k', 'a', 'at', '1')
      .exec();
    await press(app, 'a', 1);
    await empty(app);
    expect(of('a')).toEqual([1]);
    const letters = await listDeadLetters(client, { queue: queue.name });
    expect(letters).toMatchObject([{ reason: 'malformed', raw: '["rubbish"]' }]);
  });
});
