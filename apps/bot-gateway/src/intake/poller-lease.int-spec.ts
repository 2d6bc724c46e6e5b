import { eventually, startTestRedis, type TestRedis } from '@analyticbot/testing';
import { PollerLease } from './poller-lease.js';

describe('the right to poll', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startTestRedis();
  });
  afterAll(() => redis?.stop());
  beforeEach(() => redis.client().flushall());

  const lease = (holder: string, durationMs = 60_000) => new PollerLease(redis.client(), holder, durationMs);

  it('belongs to one replica at a time', async () => {
    expect(await lease('a').take()).toBe(true);
    expect(await lease('b').take()).toBe(false);
    expect(await lease('a').take()).toBe(true);
  });

  it('passes on at once when it is given up, and only its holder can give it up', async () => {
    await lease('a').take();
    await lease('b').release();
    expect(await lease('b').take()).toBe(false);
    await lease('a').release();
    expect(await lease('b').take()).toBe(true);
    expect(await lease('a').renew()).toBe(false);
  });

  it('passes on when its holder dies', async () => {
    await lease('a', 100).take();
    await eventually(async () => expect(await lease('b').take()).toBe(true));
  });
});
