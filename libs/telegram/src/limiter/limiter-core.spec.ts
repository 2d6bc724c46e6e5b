import fc from 'fast-check';
import { LimiterCore, type SlotRequest } from './limiter-core.js';
import { shareOf, telegramLimits, type LimiterLimits } from './limits.js';
import { earliestFit } from './slot-search.js';

const limits: LimiterLimits = {
  token: { count: 30, windowMs: 1_000 },
  chat: { count: 1, windowMs: 1_000 },
  group: { count: 20, windowMs: 60_000 },
  laneShare: { interactive: 1, alert: 0.9, digest: 0.9, collection: 0.8 },
};

const call = (changes: Partial<SlotRequest> = {}): SlotRequest => ({
  lane: 'interactive',
  maxWaitMs: 3_600_000,
  ...changes,
});

/** The moments at which calls may leave that are all asked for at 0. */
function departures(core: LimiterCore, calls: readonly SlotRequest[]): number[] {
  return calls.map((request) => core.reserve(0, request).waitMs);
}

/** The most calls in any window, which may begin at any of them. */
function mostInWindow(at: readonly number[], windowMs: number): number {
  return Math.max(
    0,
    ...at.map((start) => at.filter((other) => other >= start && other < start + windowMs).length),
  );
}

describe('LimiterCore', () => {
  it('lets 600 reads over 100 chats leave in 19 s', () => {
    const at = departures(
      new LimiterCore(limits),
      Array.from({ length: 600 }, () => call()),
    );
    expect(Math.max(...at)).toBe(19_000);
    expect(mostInWindow(at, 1_000)).toBe(30);
  });

  it('lets 300 messages to 100 chats leave in 9 s, one a second to each', () => {
    const calls = Array.from({ length: 300 }, (_, index) => call({ chat: String(index % 100) }));
    const at = departures(new LimiterCore(limits), calls);
    expect(Math.max(...at)).toBe(9_000);
    const toOne = at.filter((_, index) => index % 100 === 7);
    expect(mostInWindow(toOne, 1_000)).toBe(1);
  });

  it('lets 200 messages to 5 groups leave in 79 s, 20 a minute to each', () => {
    const calls = Array.from({ length: 200 }, (_, index) => call({ chat: `-${index % 5}`, isGroup: true }));
    const at = departures(new LimiterCore(limits), calls);
    expect(Math.max(...at)).toBe(79_000);
  });

  it('does not let one busy chat delay the others', () => {
    const core = new LimiterCore(limits);
    departures(
      core,
      Array.from({ length: 10 }, () => call({ chat: '1' })),
    );
    expect(core.reserve(0, call({ chat: '2' })).waitMs).toBe(0);
  });

  it('keeps room for answers while collection takes all it may, and makes collection wait, not starve', () => {
    const core = new LimiterCore(limits);
    const collected = departures(
      core,
      Array.from({ length: 240 }, () => call({ lane: 'collection' })),
    );
    expect(mostInWindow(collected, 1_000)).toBe(24);
    expect(core.reserve(0, call()).waitMs).toBe(0);

    departures(
      core,
      Array.from({ length: 300 }, () => call()),
    );
    const late = core.reserve(0, call({ lane: 'collection' }));
    expect(late.granted).toBe(true);
    expect(late.waitMs).toBeLessThan(30_000);
  });

  it('refuses a wait beyond the deadline and takes no slot for it', () => {
    const core = new LimiterCore(limits);
    departures(
      core,
      Array.from({ length: 30 }, () => call()),
    );
    expect(core.reserve(0, call({ maxWaitMs: 999 }))).toEqual({ granted: false, waitMs: 1_000 });
    expect(core.reserve(0, call({ maxWaitMs: 1_000 }))).toEqual({ granted: true, waitMs: 1_000 });
  });

  it('lets nothing leave while held, and never shortens a hold', () => {
    const core = new LimiterCore(limits);
    core.hold(14_000);
    core.hold(2_000);
    expect(core.heldFor(4_000)).toBe(10_000);
    expect(core.reserve(4_000, call()).waitMs).toBe(10_000);
    expect(core.reserve(14_000, call()).waitMs).toBe(0);
  });

  it('finds a slot by a clock with fractions of milliseconds', () => {
    const core = new LimiterCore(shareOf(limits, 0.3));
    for (let now = 0.1; now < 20; now += 0.1) {
      expect(core.reserve(now, call({ chat: '1' })).granted).toBe(true);
    }
  });

  it('never promises more than any limit, whatever comes when', () => {
    const step = fc.record({
      after: fc.integer({ min: 0, max: 700 }),
      lane: fc.constantFrom('interactive' as const, 'digest' as const, 'collection' as const),
      chat: fc.constantFrom(undefined, '1', '2', '-3'),
    });
    const few: LimiterLimits = {
      ...limits,
      token: { count: 5, windowMs: 1_000 },
      group: { count: 3, windowMs: 10_000 },
    };
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const core = new LimiterCore(few);
        let now = 0;
        const leave = steps.map(({ after, lane, chat }) => {
          now += after;
          const { waitMs } = core.reserve(now, call({ lane, chat, isGroup: chat?.startsWith('-') }));
          expect(waitMs).toBeGreaterThanOrEqual(0);
          return { at: now + waitMs, chat };
        });
        expect(
          mostInWindow(
            leave.map(({ at }) => at),
            1_000,
          ),
        ).toBeLessThanOrEqual(5);
        const group = leave.filter(({ chat }) => chat === '-3').map(({ at }) => at);
        expect(mostInWindow(group, 10_000)).toBeLessThanOrEqual(3);
      }),
    );
  });
});

describe('earliestFit', () => {
  it('finds the first moment that fits, and none before it does', () => {
    const moments = fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 12 });
    fc.assert(
      fc.property(moments, fc.integer({ min: 0, max: 2_000 }), (some, from) => {
        const limit = { count: 2, windowMs: 500 };
        // Only what itself keeps the limit can stand in the log.
        const taken: number[] = [];
        for (const at of [...some].sort((a, b) => a - b)) {
          if (mostInWindow([...taken, at], limit.windowMs) <= limit.count) taken.push(at);
        }
        const found = earliestFit(taken, from, limit);
        expect(mostInWindow([...taken, found], limit.windowMs)).toBeLessThanOrEqual(limit.count);
        for (let before = from; before < found; before += 1) {
          expect(mostInWindow([...taken, before], limit.windowMs)).toBeGreaterThan(limit.count);
        }
      }),
      { numRuns: 20 },
    );
  });
});

it('gives a replica on its own a part of every rate', () => {
  const own = shareOf(telegramLimits, 0.25);
  expect(own.token.count / own.token.windowMs).toBeCloseTo((30 / 1_030) * 0.25);
  expect(own.group.count / own.group.windowMs).toBeCloseTo((20 / 60_030) * 0.25);
});
