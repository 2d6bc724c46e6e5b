import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { eventually, startTestRedis, type TestRedis } from '@analyticbot/testing';
import { z } from 'zod';
import {
  defineQueue,
  EventHandler,
  RequestHandler,
  type EventContract,
  type RequestContract,
} from '../index.js';
import { startApp, type TestApp } from '../testing/test-app.contract.js';

const queue = defineQueue({ name: 'rolling', maxAttempts: 100, backoffMs: 10 });

interface Old {
  readonly n: number;
}
interface New extends Old {
  readonly note?: string | undefined;
}

const oldShape = z.object({ n: z.number() });
const newShape = z.object({ n: z.number(), note: z.string().optional() });

const request = <Q extends Old>(shape: z.ZodType<Q>, version = 1): RequestContract<Q, Q> => ({
  kind: 'request',
  pattern: 'ask',
  version,
  queue: queue.name,
  timeoutMs: 3_000,
  request: shape,
  reply: shape,
  errors: [],
});
const event = <E extends Old>(shape: z.ZodType<E>, version = 1): EventContract<E> => ({
  kind: 'event',
  pattern: 'happened',
  version,
  queue: queue.name,
  payload: shape,
});

let heard: { by: string; payload: unknown }[] = [];

@Controller()
class OldController {
  @RequestHandler(request(oldShape))
  answer(@Payload() question: Old): Old {
    return question;
  }

  @EventHandler(event(oldShape))
  hear(@Payload() payload: Old): void {
    heard.push({ by: 'old', payload });
  }
}

@Controller()
class NewController {
  @RequestHandler(request(newShape))
  answer(@Payload() question: New): New {
    return { ...question, note: question.note ?? 'added' };
  }

  @EventHandler(event(newShape, 2))
  hear(@Payload() payload: New): void {
    heard.push({ by: 'new', payload });
  }
}

describe('during a rolling deployment', () => {
  let redis: TestRedis;
  let apps: TestApp[] = [];
  const start = async (controller?: typeof OldController | typeof NewController): Promise<TestApp> => {
    const app = await startApp({ redisUrl: redis.url, queues: [queue] }, controller ? [controller] : []);
    apps.push(app);
    return app;
  };

  beforeAll(async () => {
    redis = await startTestRedis();
  });
  beforeEach(async () => {
    heard = [];
    await redis.client().flushall();
  });
  afterEach(async () => {
    await Promise.all(apps.map((app) => app.close()));
    apps = [];
  });
  afterAll(() => redis.stop());

  it('an optional field reaches an older replica as nothing, and its reply is understood', async () => {
    await start(OldController);
    const caller = await start();
    await expect(caller.work.request(request<New>(newShape), { n: 1, note: 'new' })).resolves.toEqual({
      n: 1,
    });
    await caller.work.publish(event<New>(newShape), { n: 2, note: 'new' });
    await eventually(() => expect(heard).toEqual([{ by: 'old', payload: { n: 2 } }]));
  });

  it('an older caller is answered by a newer replica, and does not see what it does not know', async () => {
    await start(NewController);
    const caller = await start();
    await expect(caller.work.request(request(oldShape), { n: 1 })).resolves.toEqual({ n: 1 });
    await caller.work.publish(event(oldShape), { n: 2 });
    await eventually(() => expect(heard).toEqual([{ by: 'new', payload: { n: 2 } }]));
  });

  it('a caller takes answers one by one from a replica that does not know several in an entry', async () => {
    const caller = await start();
    const client = redis.client();
    const asked = [1, 2].map((n) => caller.work.request(request(oldShape), { n }));
    await eventually(async () => expect(await client.xlen('work:{rolling}:stream')).toBe(2));
    for (const [, [, json = '']] of await client.xrange('work:{rolling}:stream', '-', '+')) {
      const { id, replyTo, payload } = JSON.parse(json) as { id: string; replyTo: string; payload: unknown };
      await client.xadd(replyTo, '*', 'r', JSON.stringify({ id, response: payload, isDisposed: true }));
    }
    await expect(Promise.all(asked)).resolves.toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('an entry of a form that a caller does not know costs it no answer in another', async () => {
    const caller = await start();
    const client = redis.client();
    const asked = caller.work.request(request(oldShape), { n: 1 });
    await eventually(async () => expect(await client.xlen('work:{rolling}:stream')).toBe(1));
    const [[, [, json = ''] = []] = []] = await client.xrange('work:{rolling}:stream', '-', '+');
    const { id, replyTo } = JSON.parse(json) as { id: string; replyTo: string };
    const answer = { id, response: { n: 1 }, isDisposed: true };
    await client.xadd(replyTo, '*', 'rs', 'no JSON');
    await client.xadd(replyTo, '*', 'rs', JSON.stringify([null]));
    await client.xadd(replyTo, '*', 'packed', JSON.stringify({ ...answer, response: { n: 2 } }));
    await client.xadd(replyTo, '*', 'rs', JSON.stringify([answer]));
    await expect(asked).resolves.toEqual({ n: 1 });
  });

  it('a message says when it was appended, though Redis’ clock went back', async () => {
    const client = redis.client();
    const ahead = '9999999999999-0';
    await client.xadd('work:{rolling}:stream', ahead, 'm', 'of another time');
    const caller = await start();
    await caller.work.publish(event(oldShape), { n: 1 });
    const [, second] = await client.xrange('work:{rolling}:stream', '-', '+');
    expect(second?.[1][2]).toBe('at');
    expect(Math.abs(Number(second?.[1][3]) - Date.now())).toBeLessThan(60_000);
  });

  it('an event of a raised version waits for a replica that knows it; a request is refused by name', async () => {
    await start(OldController);
    const caller = await start();
    await expect(caller.work.request(request(newShape, 2), { n: 1 })).rejects.toMatchObject({
      code: 'E_UNSUPPORTED_VERSION',
    });
    await caller.work.publish(event<New>(newShape, 2), { n: 3, note: 'for the new' });
    await eventually(async () => expect((await apps[0]?.inspector.stats())?.[0]?.failed).toBeGreaterThan(1));
    await start(NewController);
    await eventually(() => expect(heard).toEqual([{ by: 'new', payload: { n: 3, note: 'for the new' } }]));
  });
});
