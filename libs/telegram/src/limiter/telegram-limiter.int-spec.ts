import { startTestRedis, type TestRedis } from '@analyticbot/testing';
import type { Redis } from 'ioredis';
import { register } from 'prom-client';
import { CallAbortedError, LimiterDeadlineError } from '../errors/telegram.errors.js';
import { withLane, type Lane } from './lanes.js';
import { LimiterCore } from './limiter-core.js';
import { telegramLimits, type LimiterLimits } from './limits.js';
import { SharedSlots } from './shared-slots.js';
import type { SlotRequest } from './slot-request.js';
import { TelegramLimiter, type TelegramLimiterOptions } from './telegram-limiter.js';

const token = '123456:a-token-that-must-not-show-anywhere';
const quick: LimiterLimits = { ...telegramLimits, token: { count: 4, windowMs: 200 } };

let server: TestRedis;
let redis: Redis;
let names = 0;

beforeAll(async () => {
  server = await startTestRedis();
  redis = server.client();
  await redis.ping();
});
afterAll(() => server.stop());

function limiter(changes: Partial<TelegramLimiterOptions> = {}): TelegramLimiter {
  return new TelegramLimiter({ redis, token, limits: quick, keyPrefix: `test-${(names += 1)}`, ...changes });
}

describe('TelegramLimiter over Redis', () => {
  it('answers as the rules in memory do', async () => {
    const limits: LimiterLimits = {
      token: { count: 12, windowMs: 20_000 },
      chat: { count: 2, windowMs: 30_000 },
      group: { count: 3, windowMs: 90_000 },
      laneShare: { interactive: 1, alert: 1, digest: 0.84, collection: 0.5 },
      leastShare: 0.2,
    };
    let now = Date.now();
    const options = { redis, token, limits, keyPrefix: 'same', redisTimeoutMs: 2_000, now: () => now };
    const shared = new SharedSlots(options);
    const core = new LimiterCore(limits);
    const chats = [undefined, '7', '-8', '7', undefined, '-8', '9', undefined];
    const laneOf = ['collection', 'interactive', 'digest', 'collection', 'interactive'] as const;
    const flying: SlotRequest[] = [];
    const seen = new Map<string, number>();
    for (let index = 0; index < 300; index += 1) {
      now += (index * 7_919) % 2_500;
      const chat = chats[index % chats.length];
      const lane = laneOf[index % laneOf.length] ?? 'alert';
      const request: SlotRequest = { name: String(index), lane, chat, isGroup: chat?.startsWith('-') };
      const [answer] = await shared.take([request]);
      expect(answer).toEqual(core.take(now, request));
      seen.set(answer?.by ?? 'left', (seen.get(answer?.by ?? 'left') ?? 0) + 1);
      if (answer?.waitMs === 0) flying.push(request);
      if (index % 3 !== 0) continue;
      const [done] = flying.splice(0, 1);
      if (done === undefined) continue;
      await shared.answered(done);
      core.answered(now, done);
    }
    expect([...seen.keys()].sort()).toEqual(['chat', 'left', 'token']);
  });

  it('shares one budget between replicas', async () => {
    const keyPrefix = 'replicas';
    const other = server.client();
    const replicas = [limiter({ keyPrefix }), limiter({ keyPrefix, redis: other })];
    const left = await Promise.all(
      Array.from({ length: 16 }, async (_, index) => {
        await acquire(replicas[index % 2]);
        return performance.now();
      }),
    );
    // 4 in 200 ms: the sixteenth leaves 600 ms after the first, however many replicas ask.
    expect(Math.max(...left) - Math.min(...left)).toBeGreaterThan(550);
    expect(replicas.map((one) => one.stats().grantedLocally)).toEqual([0, 0]);
  });

  it('holds the token for every replica after a 429, calls that already wait included', async () => {
    const keyPrefix = 'hold';
    const [one, two] = [limiter({ keyPrefix }), limiter({ keyPrefix })];
    await Promise.all([acquire(one), acquire(one), acquire(one), acquire(one)]);
    const start = performance.now();
    // Its slot would begin within 200 ms, long before the hold ends.
    const waiting = two.acquire();
    await one.hold(700);
    await waiting;
    expect(performance.now() - start).toBeGreaterThan(690);
    expect(one.stats()).toMatchObject({ rateLimited: 1 });
  });

  it('refuses at once what could not leave in time', async () => {
    const held = limiter();
    await held.hold(60_000);
    await expect(held.acquire({ maxWaitMs: 5_000 })).rejects.toThrow(LimiterDeadlineError);
    expect(held.stats()).toMatchObject({ refused: 1, waiting: 0 });
  });

  it('stops waiting when the caller gives up', async () => {
    const held = limiter();
    await held.hold(20_000);
    const giveUp = new AbortController();
    const waiting = held.acquire({ signal: giveUp.signal });
    giveUp.abort();
    await expect(waiting).rejects.toThrow(CallAbortedError);
    expect(held.stats().waiting).toBe(0);
  });

  it('lets an answer of one replica pass what another replica collects', async () => {
    const keyPrefix = `lanes-${(names += 1)}`;
    const limits: LimiterLimits = { ...telegramLimits, token: { count: 10, windowMs: 300 } };
    const collecting = limiter({ keyPrefix, limits });
    const answering = limiter({ keyPrefix, limits });
    const order: string[] = [];
    const call = async (from: TelegramLimiter, lane: Lane) => {
      const { answered } = await from.acquire({ lane });
      order.push(lane);
      answered();
    };
    const collected = Array.from({ length: 60 }, () => call(collecting, 'collection'));
    await Promise.all(collected.slice(0, 8));
    await Promise.all(Array.from({ length: 16 }, () => call(answering, 'interactive')));
    // Without lanes the answers would come after all 60.
    expect(order.lastIndexOf('interactive')).toBeLessThan(45);
    await Promise.all(collected);
    expect(order).toHaveLength(76);
  });

  it('asks Redis for many calls at once without taking it for slow', async () => {
    const many = limiter({ limits: { ...telegramLimits, token: { count: 400, windowMs: 1_000 } } });
    await Promise.all(Array.from({ length: 400 }, () => acquire(many)));
    expect(many.stats()).toMatchObject({ granted: 400, grantedLocally: 0, waiting: 0 });
  });

  it('counts what left before Redis went away', async () => {
    const own = await startTestRedis();
    const limits: LimiterLimits = { ...telegramLimits, group: { count: 3, windowMs: 60_000 } };
    const alone = limiter({ redis: own.client(), limits, redisTimeoutMs: 200 });
    const write = async () => (await alone.acquire({ chat: '-5', maxWaitMs: 5_000 })).answered();
    await Promise.all([write(), write(), write()]);
    await own.crash();
    await expect(write()).rejects.toThrow(LimiterDeadlineError);
    await own.stop();
  });

  it('tells what is left of the budget, and nothing while the token is held', async () => {
    const one = limiter({ limits: { ...quick, token: { count: 10, windowMs: 60_000 } } });
    expect(one.stats().budgetLeft).toBe(10);
    await one.acquire();
    await one.acquire();
    expect(one.stats().budgetLeft).toBe(8);
    const text = await register.getSingleMetricAsString('telegram_limiter_budget_left');
    expect(text).toContain('telegram_limiter_budget_left 8');
    await one.hold(300_000);
    expect(one.stats()).toMatchObject({ budgetLeft: 0, rateLimited: 1 });
    expect(one.stats().heldForMs).toBeGreaterThan(290_000);
  });

  it('takes the lane from where the code runs, and counts waits by it', async () => {
    register.resetMetrics();
    await withLane('digest', () => limiter().acquire());
    const text = await register.getSingleMetricAsString('telegram_limiter_wait_seconds');
    expect(text).toContain('telegram_limiter_wait_seconds_count{lane="digest"} 1');
  });

  it('keeps the token out of Redis', async () => {
    await limiter().acquire({ chat: '5' });
    expect((await redis.keys('*')).join()).not.toContain('a-token');
  });

  it('goes on with a share of its own while Redis is away, and comes back', async () => {
    const own = await startTestRedis();
    const alone = limiter({
      redis: own.client(),
      limits: { ...quick, token: { count: 4, windowMs: 100 } },
      redisTimeoutMs: 200,
      redisRestMs: 50,
    });
    await acquire(alone);
    expect(alone.stats()).toMatchObject({ local: 0, grantedLocally: 0 });
    await own.crash();
    const start = performance.now();
    for (let index = 0; index < 5; index += 1) await acquire(alone);
    // A quarter of the rate: 4 in 400 ms.
    expect(performance.now() - start).toBeGreaterThan(390);
    expect(alone.stats().grantedLocally).toBe(5);
    await own.restart();
    await expectEventually(async () => {
      const before = alone.stats().grantedLocally;
      await acquire(alone);
      return alone.stats().grantedLocally === before;
    });
    await own.stop();
  });
});

/** A call that is answered at once. */
async function acquire(from: TelegramLimiter | undefined): Promise<void> {
  (await from?.acquire())?.answered();
}

async function expectEventually(check: () => Promise<boolean>): Promise<void> {
  const endBy = performance.now() + 10_000;
  while (performance.now() < endBy) if (await check()) return;
  throw new Error('It did not happen within 10 s.');
}
