import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { eventually, settlesBefore, startTestRedis, type TestRedis } from '@analyticbot/testing';
import { z } from 'zod';
import {
  defineQueue,
  EventHandler,
  MessagingUnavailableError,
  RequestHandler,
  WorkServer,
  type EventContract,
  type RequestContract,
} from '../index.js';
import { deferred, startApp, type TestApp } from '../testing/test-app.contract.js';

const queue = defineQueue({
  name: 'faults',
  visibilityMs: 20_000,
  prefetch: 4,
  maxAttempts: 3,
  backoffMs: 10,
});
const happened: EventContract<number> = {
  kind: 'event',
  pattern: 'happened',
  version: 1,
  queue: queue.name,
  payload: z.number(),
};
const echo: RequestContract<number, number> = {
  kind: 'request',
  pattern: 'echo',
  version: 1,
  queue: queue.name,
  timeoutMs: 3_000,
  request: z.number(),
  reply: z.number(),
  errors: [],
};

let began: number[] = [];
let done: number[] = [];
let before: (n: number) => Promise<void> = async () => undefined;

@Controller()
class FaultController {
  @EventHandler(happened)
  async handle(@Payload() n: number): Promise<void> {
    began.push(n);
    await before(n);
    done.push(n);
  }

  @RequestHandler(echo)
  echo(@Payload() n: number): number {
    return n;
  }
}

describe.each([
  { persistent: true, kept: 'its data' },
  { persistent: false, kept: 'nothing' },
])('a Redis that comes back with $kept', ({ persistent }) => {
  let redis: TestRedis;
  let app: TestApp;

  beforeEach(async () => {
    began = [];
    done = [];
    before = async () => undefined;
    redis = await startTestRedis({ persistent });
    app = await startApp(
      { redisUrl: redis.url, queues: [queue], contracts: [happened, echo], commandTimeoutMs: 500 },
      [FaultController],
    );
  });
  afterEach(async () => {
    await app.close();
    await redis.stop();
  });

  it('is consumed again without a restart; meanwhile sending fails fast', async () => {
    await expect(app.work.request(echo, 1)).resolves.toBe(1);
    const hold = deferred();
    before = (n) => (n === 1 ? hold.promise : Promise.resolve());
    await app.work.publish(happened, 1);
    await eventually(() => expect(began).toEqual([1]));
    await redis.crash();

    const event = app.work.publish(happened, 2);
    const request = app.work.request(echo, 2);
    const inTime = settlesBefore(Promise.allSettled([event, request]), 1_250);
    await expect(event).rejects.toBeInstanceOf(MessagingUnavailableError);
    await expect(request).rejects.toBeInstanceOf(MessagingUnavailableError);
    expect(await inTime).toBe(true);
    hold.resolve(); // finishes while nothing can be acknowledged
    await eventually(() => expect(done).toEqual([1]));

    await redis.restart();
    await eventually(() => app.work.publish(happened, 3), { timeoutMs: 10_000 });
    await eventually(() => expect(done).toEqual([1, 3]), { timeoutMs: 10_000 });
    await expect(app.work.request(echo, 4)).resolves.toBe(4);
    await eventually(async () =>
      expect((await app.inspector.stats())[0]).toMatchObject({ backlog: 0, inFlight: 0 }),
    );
    expect(began).toEqual([1, 3]);
    expect(app.app.get(WorkServer).workStatus()).toEqual([{ queue: queue.name, consuming: true }]);
  });
});

describe('a Redis that is away when the app starts', () => {
  it('is consumed as soon as it is there', async () => {
    began = [];
    done = [];
    before = async () => undefined;
    const redis = await startTestRedis();
    await redis.crash();
    const app = await startApp(
      { redisUrl: redis.url, queues: [queue], contracts: [happened, echo], commandTimeoutMs: 300 },
      [FaultController],
    );
    expect(app.app.get(WorkServer).workStatus()).toEqual([{ queue: queue.name, consuming: false }]);
    await redis.restart();
    await eventually(() => app.work.publish(happened, 1), { timeoutMs: 10_000 });
    await eventually(() => expect(done).toEqual([1]), { timeoutMs: 10_000 });
    await app.close();
    await redis.stop();
  });
});

describe('a Redis that does not answer', () => {
  it('fails senders within the command timeout', async () => {
    const redis = await startTestRedis();
    const app = await startApp({ redisUrl: redis.url, queues: [queue], commandTimeoutMs: 300 });
    await app.work.publish(happened, 1);
    const paused = redis.pause(1_500);
    const event = app.work.publish(happened, 2);
    const inTime = settlesBefore(event, 1_200);
    await expect(event).rejects.toBeInstanceOf(MessagingUnavailableError);
    expect(await inTime).toBe(true);
    await paused;
    await app.close();
    await redis.stop();
  });
});

describe('shutdown', () => {
  let redis: TestRedis;
  const start = (drainMs: number): Promise<TestApp> =>
    startApp({ redisUrl: redis.url, queues: [queue], contracts: [happened, echo], drainMs }, [
      FaultController,
    ]);

  beforeEach(async () => {
    began = [];
    done = [];
    redis = await startTestRedis();
  });
  afterEach(() => redis.stop());

  it('lets handlers finish, takes nothing new, and leaves the rest to others', async () => {
    const hold = deferred();
    before = () => hold.promise;
    const app = await start(5_000);
    for (const n of [1, 2, 3, 4, 5, 6]) await app.work.publish(happened, n);
    await eventually(() => expect(began).toHaveLength(queue.prefetch));
    const closed = app.close();
    hold.resolve();
    await closed;
    expect(done).toHaveLength(queue.prefetch);

    const successor = await start(100);
    await eventually(() => expect([...done].sort()).toEqual([1, 2, 3, 4, 5, 6]));
    await successor.close();
  });

  it('hands back at once what is not done within the deadline', async () => {
    const never = deferred();
    before = () => never.promise;
    const app = await start(50);
    await app.work.publish(happened, 1);
    await eventually(() => expect(began).toEqual([1]));
    const stream = 'work:{faults}:stream';
    const [[id = ''] = []] = await redis.client().xrange(stream, '-', '+');
    await app.close();
    const [[newId, fields = []] = []] = await redis.client().xrange(stream, '-', '+');
    expect(newId).not.toBe(id);
    expect(fields.slice(2)).toEqual(['at', id.split('-')[0]]); // it is as old as it was

    before = async () => undefined;
    const successor = await start(100);
    await eventually(() => expect(done).toEqual([1])); // long before the visibility time of 20 s
    never.resolve();
    await successor.close();
  });
});
