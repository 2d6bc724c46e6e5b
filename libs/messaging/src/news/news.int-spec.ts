import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { eventually, startTestRedis, TcpFaultProxy, type TestRedis } from '@analyticbot/testing';
import { z } from 'zod';
import { NewsHandler, NewsServer, type NewsContract } from '../index.js';
import { startApp, type TestApp } from '../testing/test-app.contract.js';

const changed: NewsContract<{ tag: string }> = {
  kind: 'news',
  pattern: 'something.changed',
  version: 1,
  payload: z.object({ tag: z.string() }),
};

let heard: string[] = [];

@Controller()
class ChangedController {
  @NewsHandler(changed)
  hear(@Payload() { tag }: { tag: string }): void {
    heard.push(tag);
  }
}

describe('news', () => {
  let redis: TestRedis;
  let apps: TestApp[] = [];
  const start = async (): Promise<TestApp> => {
    const settings = { redisUrl: redis.url, queues: [], contracts: [changed], commandTimeoutMs: 400 };
    const app = await startApp(settings, [ChangedController]);
    apps.push(app);
    return app;
  };
  const listening = (app: TestApp): boolean => app.app.get(NewsServer).newsStatus().listening;

  beforeEach(async () => {
    heard = [];
    redis = await startTestRedis();
  });
  afterEach(async () => {
    await Promise.all(apps.map((app) => app.close()));
    apps = [];
    await redis.stop();
  });

  it('reach every replica', async () => {
    const [app] = await Promise.all([start(), start()]);
    await expect(app.news.publish(changed, { tag: 'channel:1' })).resolves.toBe(2);
    await eventually(() => expect(heard).toEqual(['channel:1', 'channel:1']));
  });

  it('that do not fit their contract reach no handler and stop nobody', async () => {
    const app = await start();
    await redis
      .client()
      .publish(changed.pattern, JSON.stringify({ pattern: changed.pattern, data: { tag: 5 } }));
    await redis.client().publish(changed.pattern, 'rubbish');
    await app.news.publish(changed, { tag: 'ok' });
    await eventually(() => expect(heard).toEqual(['ok']));
  });

  it('are heard again after Redis was away, without a restart', async () => {
    const app = await start();
    expect(listening(app)).toBe(true);
    await redis.crash();
    await eventually(() => expect(listening(app)).toBe(false));
    await redis.restart();
    await eventually(() => expect(listening(app)).toBe(true), { timeoutMs: 10_000 });
    await eventually(() => app.news.publish(changed, { tag: 'back' }));
    await eventually(() => expect(heard).toContain('back'));
  });

  it('are heard by a process that was started while Redis was away', async () => {
    await redis.crash();
    const app = await start();
    expect(listening(app)).toBe(false);
    await redis.restart();
    await eventually(() => expect(listening(app)).toBe(true), { timeoutMs: 10_000 });
    await eventually(() => app.news.publish(changed, { tag: 'late' }));
    await eventually(() => expect(heard).toContain('late'));
  });

  it('are heard again over a new connection when the old one died without a word', async () => {
    const proxy = await TcpFaultProxy.start(redis.port);
    const server = new NewsServer({
      redisUrl: proxy.through(redis.url),
      connectionName: 'news',
      startMs: 1_000,
      pingEveryMs: 100,
      answerWithinMs: 200,
    });
    server.addHandler(changed.pattern, async (data: { tag: string }) => void heard.push(data.tag), true);
    await server.listen(() => undefined);
    const { since: first } = server.newsStatus();
    expect(first).toBeDefined();

    proxy.swallow(); // no end, no reset: nothing comes any more
    await eventually(() => expect(server.newsStatus()).toEqual({ listening: false, since: undefined }));
    proxy.restore();
    await eventually(() => expect(server.newsStatus().listening).toBe(true), { timeoutMs: 10_000 });
    expect(server.newsStatus().since).toBeGreaterThan(first ?? Infinity);
    const told = JSON.stringify({ pattern: changed.pattern, data: { tag: 'again' } });
    await redis.client().publish(changed.pattern, told);
    await eventually(() => expect(heard).toEqual(['again']));
    await server.close();
    await proxy.stop();
  });
});
