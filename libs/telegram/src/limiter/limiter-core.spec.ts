import fc from 'fast-check';
import { LimiterCore } from './limiter-core.js';
import { lanes, type Lane } from './lanes.js';
import { shareOf, telegramLimits, type LimiterLimits } from './limits.js';
import type { SlotRequest } from './slot-request.js';

const limits: LimiterLimits = {
  token: { count: 30, windowMs: 1_000 },
  chat: { count: 1, windowMs: 1_000 },
  group: { count: 20, windowMs: 60_000 },
  laneShare: { interactive: 1, alert: 0.9, digest: 0.9, collection: 0.8 },
  leastShare: 0.1,
};

let names = 0;
const call = (changes: Partial<SlotRequest> = {}): SlotRequest => ({
  name: String((names += 1)),
  lane: 'interactive',
  ...changes,
});
const many = (count: number, changes: (index: number) => Partial<SlotRequest> = () => ({})) =>
  Array.from({ length: count }, (_, index) => call(changes(index)));

interface Departure {
  readonly request: SlotRequest;
  readonly at: number;
  readonly answeredAt: number;
}

/** Asks for calls, all waiting from the start, again at every moment that the core names; each is answered after `flightMs`. */
function run(
  core: LimiterCore,
  calls: readonly SlotRequest[],
  flightMs: (index: number) => number,
): Departure[] {
  const waiting = new Set(calls);
  const flying: Departure[] = [];
  const done: Departure[] = [];
  for (let now = 0; waiting.size > 0;) {
    for (const one of flying.filter(({ answeredAt }) => answeredAt <= now)) {
      core.answered(one.answeredAt, one.request);
      flying.splice(flying.indexOf(one), 1);
    }
    let next = Number.POSITIVE_INFINITY;
    for (const request of waiting) {
      const { waitMs } = core.take(now, request);
      if (waitMs > 0) next = Math.min(next, now + waitMs);
      else {
        waiting.delete(request);
        const one = { request, at: now, answeredAt: now + flightMs(done.length) };
        done.push(one);
        flying.push(one);
      }
    }
    now = Math.min(next, ...flying.map(({ answeredAt }) => Math.max(answeredAt, now)));
  }
  return done;
}

const instantly = () => 0;
const lastOf = (departures: readonly Departure[]) => Math.max(...departures.map(({ at }) => at));

/** The most calls in any window, which may begin at any of them. */
function mostInWindow(at: readonly number[], windowMs: number): number {
  return Math.max(
    0,
    ...at.map((start) => at.filter((other) => other >= start && other < start + windowMs).length),
  );
}

describe('LimiterCore', () => {
  it('lets 600 reads leave in 19 s', () => {
    expect(lastOf(run(new LimiterCore(limits), many(600), instantly))).toBe(19_000);
  });

  it('lets 300 messages to 100 chats leave in 9 s, one a second to each', () => {
    const left = run(
      new LimiterCore(limits),
      many(300, (index) => ({ chat: String(index % 100) })),
      instantly,
    );
    expect(lastOf(left)).toBe(9_000);
    const toOne = left.filter(({ request }) => request.chat === '7').map(({ at }) => at);
    expect(mostInWindow(toOne, 1_000)).toBe(1);
  });

  it('lets 200 messages to 5 groups leave in 79 s, 20 a minute to each', () => {
    const calls = many(200, (index) => ({ chat: `-${index % 5}`, isGroup: true }));
    expect(lastOf(run(new LimiterCore(limits), calls, instantly))).toBe(79_000);
  });

  it('counts a call from its answer on: it may have arrived as late as that', () => {
    const core = new LimiterCore({ ...limits, token: { count: 1, windowMs: 1_000 } });
    const first = call();
    core.take(0, first);
    expect(core.take(900, call()).waitMs).toBe(1_000);
    core.answered(950, first);
    expect(core.take(1_000, call()).waitMs).toBe(950);
    expect(core.take(1_950, call()).waitMs).toBe(0);
    // One that is never answered does not keep the others for ever.
    expect(core.take(4_949, call()).waitMs).toBe(1);
    expect(core.take(4_950, call()).waitMs).toBe(0);
  });

  it('does not let one busy chat delay the others', () => {
    const core = new LimiterCore(limits);
    expect(core.take(0, call({ chat: '1' })).waitMs).toBe(0);
    expect(core.take(0, call({ chat: '1' }))).toMatchObject({ waitMs: 1_000, by: 'chat' });
    expect(core.take(0, call({ chat: '2' })).waitMs).toBe(0);
  });

  it('keeps room for answers while collection takes all it may', () => {
    const core = new LimiterCore(limits);
    const taken = many(40, () => ({ lane: 'collection' })).filter((one) => core.take(0, one).waitMs === 0);
    expect(taken).toHaveLength(24);
    const answers = many(10).filter((one) => core.take(0, one).waitMs === 0);
    // Less what the waiting collection is sure of, which it has had already.
    expect(answers).toHaveLength(6);
  });

  it('serves urgent lanes first, and the last one all the while', () => {
    const calls = lanes.toReversed().flatMap((lane) => many(90, () => ({ lane })));
    const left = run(new LimiterCore(limits), calls, instantly);
    const done = (lane: Lane) => lastOf(left.filter(({ request }) => request.lane === lane));
    expect(lanes.map(done)).toEqual(lanes.map(done).sort((a, b) => a - b));
    const collected = left.filter(({ request, at }) => request.lane === 'collection' && at <= done('alert'));
    expect(collected.length).toBeGreaterThan(10);
  });

  it('lets nothing leave while held, and never shortens a hold', () => {
    const core = new LimiterCore(limits);
    core.hold(300_000);
    core.hold(2_000);
    expect(core.take(4_000, call())).toMatchObject({ waitMs: 296_000, by: 'hold', heldMs: 296_000 });
    expect(core.take(300_000, call()).waitMs).toBe(0);
  });

  it('gives back what was taken by a call that never left', () => {
    const core = new LimiterCore({ ...limits, token: { count: 1, windowMs: 1_000 } });
    const given = call({ chat: '5' });
    core.take(0, given);
    core.drop(given);
    expect(core.take(0, call({ chat: '5' })).waitMs).toBe(0);
  });

  it('never lets more arrive in any window than the limit, however long calls are on their way', () => {
    const few: LimiterLimits = {
      ...limits,
      token: { count: 5, windowMs: 1_000 },
      chat: { count: 2, windowMs: 1_000 },
      group: { count: 3, windowMs: 10_000 },
    };
    const some = fc.record({
      lane: fc.constantFrom(...lanes),
      chat: fc.constantFrom(undefined, '1', '2', '-3'),
      flightMs: fc.integer({ min: 0, max: 1_900 }),
      arrival: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 60 }), (planned) => {
        const calls = planned.map(({ lane, chat }) => call({ lane, chat, isGroup: chat?.startsWith('-') }));
        const left = run(new LimiterCore(few), calls, (index) => planned[index]?.flightMs ?? 0);
        const arrived = left.map(({ request, at, answeredAt }, index) => ({
          at: at + (answeredAt - at) * (planned[index]?.arrival ?? 0),
          chat: request.chat,
        }));
        const most = (windowMs: number, chat?: string) =>
          mostInWindow(
            arrived.filter((one) => chat === undefined || one.chat === chat).map(({ at }) => at),
            windowMs,
          );
        expect(left).toHaveLength(calls.length);
        expect(most(1_000)).toBeLessThanOrEqual(5);
        expect(most(1_000, '1')).toBeLessThanOrEqual(2);
        expect(most(10_000, '-3')).toBeLessThanOrEqual(3);
      }),
      { numRuns: 60 },
    );
  });
});

it('gives a replica on its own a part of every rate', () => {
  const own = shareOf(telegramLimits, 0.25);
  expect(own.token.count / own.token.windowMs).toBeCloseTo((30 / 1_005) * 0.25);
  expect(own.group.count / own.group.windowMs).toBeCloseTo((20 / 60_005) * 0.25);
});
