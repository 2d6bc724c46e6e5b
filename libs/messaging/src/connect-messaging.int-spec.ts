import { Controller } from '@nestjs/common';
import { startTestRedis, type TestRedis } from '@analyticbot/testing';
import { z } from 'zod';
import {
  defineQueue,
  EventHandler,
  HandlerMismatchError,
  type EventContract,
  type NewsContract,
} from './index.js';
import { startApp } from './testing/test-app.contract.js';

const queue = defineQueue({ name: 'start' });
const event = (pattern: string): EventContract<number> => ({
  kind: 'event',
  pattern,
  version: 1,
  queue: queue.name,
  payload: z.number(),
});
const [one, two, none] = [event('one'), event('two'), event('none')];
const news: NewsContract<number> = { kind: 'news', pattern: 'news', version: 1, payload: z.number() };

@Controller()
class HandlersController {
  @EventHandler(one)
  a(): void {}

  @EventHandler(two)
  b(): void {}

  @EventHandler(two)
  c(): void {}
}

describe('connectMessaging', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startTestRedis();
  });
  afterAll(() => redis.stop());

  it('refuses an app with a contract that has no handler or two, and names each', async () => {
    const settings = { redisUrl: redis.url, queues: [queue], contracts: [one, two, none, news] };
    const error: unknown = await startApp(settings, [HandlersController]).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(HandlerMismatchError);
    expect((error as HandlerMismatchError).problems).toEqual([
      'event "two" has 2 handlers',
      'event "none" has no handler',
      'news "news" has no handler',
    ]);
  });

  it('refuses a handler whose queue is not defined', async () => {
    await expect(startApp({ redisUrl: redis.url, queues: [] }, [HandlersController])).rejects.toMatchObject({
      code: 'E_UNKNOWN_QUEUE',
    });
  });
});
