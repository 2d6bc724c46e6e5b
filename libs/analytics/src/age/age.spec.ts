import fc from 'fast-check';
import { delivered, rounded } from '../any-order.contract.js';
import {
  meanInterval,
  reachAtAge,
  valueAt,
  viewsGained,
  type PostAtAge,
  type PostHistory,
} from '../index.js';

const hour = 3_600_000;
const window = { from: new Date('2026-11-01T00:00:00Z'), to: new Date('2026-11-11T00:00:00Z') };
const posted = new Date('2026-11-05T00:00:00Z');
const after = (hours: number, views: number) => ({ at: new Date(posted.getTime() + hours * hour), views });

function aged(messageId: number, changes: Partial<PostAtAge> = {}): PostAtAge {
  return { messageId, postedAt: posted, before: after(22, 1_000), after: after(26, 1_400), ...changes };
}

describe('valueAt', () => {
  it('lies on the line between the readings', () => {
    expect(valueAt(after(22, 1_000), after(26, 1_400), after(23, 0).at, 4 * hour)).toBe(1_100);
  });

  it('takes a reading of the very moment, and nothing across a gap or beyond the readings', () => {
    const moment = after(24, 0).at;
    expect(valueAt(after(24, 7), null, moment, 0)).toBe(7);
    expect(valueAt(null, after(24, 7), moment, 0)).toBe(7);
    expect(valueAt(after(10, 1), after(30, 2), moment, 12 * hour)).toBeNull();
    expect(valueAt(after(22, 1), null, moment, 12 * hour)).toBeNull();
    expect(valueAt(after(25, 1), after(26, 2), moment, 12 * hour)).toBeNull();
  });

  it('stays between the readings and never falls while they grow', () => {
    const views = fc.nat(1_000_000);
    fc.assert(
      fc.property(views, views, fc.nat(240), fc.nat(240), (one, two, x, y) => {
        const [low, high] = [Math.min(one, two), Math.max(one, two)];
        const [early, late] = [Math.min(x, y), Math.max(x, y)].map((minutes) =>
          valueAt(
            after(22, low),
            after(26, high),
            new Date(after(22, 0).at.getTime() + minutes * 60_000),
            4 * hour,
          ),
        );
        expect(early).toBeGreaterThanOrEqual(low);
        expect(late).toBeLessThanOrEqual(high);
        expect(early).toBeLessThanOrEqual((late ?? 0) + 1e-6);
      }),
    );
  });
});

describe('reachAtAge', () => {
  it('is the mean of the views at that age', () => {
    // 1200 (half way from 1000 to 1400) and 600 (read at the very hour)
    const posts = [aged(1), aged(2, { before: after(24, 600), after: after(24, 600) })];
    expect(reachAtAge(posts, 24, window)).toMatchObject({
      value: 900,
      sampleSize: 2,
      coverage: { have: 2, of: 2, unit: 'posts' },
      interval: meanInterval([1_200, 600]),
    });
  });

  it('shows posts with a gap in the coverage and leaves younger ones out', () => {
    const young = aged(3, { postedAt: new Date('2026-11-10T12:00:00Z'), before: null, after: null });
    const gap = aged(2, { before: after(2, 10), after: after(26, 900) });
    expect(reachAtAge([aged(1), gap, young], 24, window)).toMatchObject({
      value: 1_200,
      coverage: { have: 1, of: 2 },
    });
  });

  it.each([
    ['no-posts', []],
    ['history-too-short', [aged(1, { postedAt: new Date('2026-11-10T12:00:00Z') })]],
    ['no-views', [aged(1, { before: null, after: null })]],
    ['gap-in-data', [aged(1, { after: null })]],
  ])('is missing with %s', (reason, posts) => {
    expect(reachAtAge(posts, 24, window)).toEqual({ available: false, reason });
  });

  it.each([12, 24, 48])('at %s h takes readings no further apart than half of it', (hours) => {
    const between = (gap: number) => [
      aged(1, { before: after(hours - gap / 2, 100), after: after(hours + gap / 2, 300) }),
    ];
    expect(reachAtAge(between(hours / 2), hours, window)).toMatchObject({ value: 200 });
    expect(reachAtAge(between(hours / 2 + 0.1), hours, window)).toMatchObject({ reason: 'gap-in-data' });
  });

  it('takes the readings nearest to the age where a post is listed twice', () => {
    const wide = aged(1, { before: after(20, 500), after: after(28, 1_700) });
    for (const posts of [
      [wide, aged(1)],
      [aged(1), wide],
    ])
      expect(reachAtAge(posts, 24, window)).toMatchObject({ value: 1_200, sampleSize: 1 });
  });

  const readings = fc.uniqueArray(
    fc.record({ id: fc.nat(50), views: fc.nat(100_000), gained: fc.nat(1_000), side: fc.nat(2) }),
    { selector: ({ id }) => id, minLength: 1 },
  );
  const posts = readings.map((some) =>
    some.map(({ id, views, gained, side }) =>
      aged(id, {
        before: side === 1 ? null : after(22, views),
        after: side === 2 ? null : after(26, views + gained),
      }),
    ),
  );

  it('lies between the least and the most read, and never falls when a post is seen more', () => {
    fc.assert(
      fc.property(posts, fc.nat(500), (some, more) => {
        const figure = reachAtAge(some, 24, window);
        const later = some.map((one) => ({
          ...one,
          after: one.after && { ...one.after, views: one.after.views + more },
        }));
        const seen = reachAtAge(later, 24, window);
        if (!figure.available || !seen.available) return figure.available === seen.available;
        const counts = some.flatMap((one) => [one.before?.views ?? [], one.after?.views ?? []].flat());
        expect(figure.value).toBeGreaterThanOrEqual(Math.min(...counts) - 1e-6);
        expect(figure.value).toBeLessThanOrEqual(Math.max(...counts) + 1e-6);
        return seen.value >= figure.value - 1e-6;
      }),
    );
  });

  it('does not depend on order or repetition', () => {
    const both = posts.chain((some) => fc.tuple(fc.constant(some), delivered(some)));
    fc.assert(
      fc.property(both, ([once, again]) =>
        expect(rounded(reachAtAge(again, 24, window))).toEqual(rounded(reachAtAge(once, 24, window))),
      ),
    );
  });
});

describe('viewsGained', () => {
  const day = { from: new Date('2026-11-06T00:00:00Z'), to: new Date('2026-11-07T00:00:00Z') };
  const history = (messageId: number, readings: PostHistory['readings'], postedAt = posted): PostHistory => ({
    messageId,
    postedAt,
    readings,
  });

  it('sums what each post gained that day; a new one begins at 0', () => {
    const old = history(1, [after(20, 800), after(28, 1_000), after(48, 1_250)]);
    const fresh = history(2, [after(48, 300)], new Date('2026-11-06T09:00:00Z'));
    // old: at 24 h 900, at 48 h 1250 → 350; fresh: 300
    expect(viewsGained([old, fresh], day)).toMatchObject({ value: 650, sampleSize: 2 });
  });

  it('is "at least" where a post has a gap, and missing where all have', () => {
    const gap = history(3, [after(30, 5)]);
    const known = history(1, [after(24, 900), after(48, 1_000)]);
    expect(viewsGained([gap, known], day)).toMatchObject({
      value: 100,
      atLeast: true,
      coverage: { have: 1, of: 2 },
    });
    expect(viewsGained([gap], day)).toEqual({ available: false, reason: 'gap-in-data' });
    expect(viewsGained([history(4, [])], day)).toEqual({ available: false, reason: 'no-views' });
    expect(viewsGained([], day)).toEqual({ available: false, reason: 'no-posts' });
  });

  const views = fc.array(fc.nat(1_000), { minLength: 5, maxLength: 5 });
  const histories = fc.array(views, { minLength: 1, maxLength: 6 });
  const posts = histories.map((some) =>
    some.map((counts, id) =>
      history(
        id,
        counts.map((value, index) => after(20 + 8 * index, value)),
      ),
    ),
  );

  it('is never negative, at most what was ever read, and grows with what is read last', () => {
    fc.assert(
      fc.property(posts, fc.nat(500), (some, more) => {
        const figure = viewsGained(some, day);
        const busier = some.map((one) => {
          const last = one.readings.at(-1) ?? after(52, 0);
          return { ...one, readings: [...one.readings.slice(0, -1), { ...last, views: last.views + more }] };
        });
        const seen = viewsGained(busier, day);
        if (!figure.available || !seen.available) return false;
        const most = some.map(({ readings }) => Math.max(...readings.map((one) => one.views)));
        expect(figure.value).toBeLessThanOrEqual(most.reduce((sum, one) => sum + one, 0) + 1e-6);
        return figure.value >= 0 && seen.value >= figure.value - 1e-6;
      }),
    );
  });

  it('does not depend on the order or repetition of posts and readings', () => {
    const both = posts.chain((some) =>
      fc.tuple(fc.constant(some), delivered(some), fc.tuple(...some.map((one) => delivered(one.readings)))),
    );
    fc.assert(
      fc.property(both, ([once, again, readings]) => {
        const mixed = again.map((one) => ({ ...one, readings: readings[one.messageId] ?? [] }));
        expect(rounded(viewsGained(mixed, day))).toEqual(rounded(viewsGained(once, day)));
      }),
    );
  });

  it('lets the larger of two readings of the same moment stand', () => {
    const twice = [after(24, 100), after(48, 400), after(48, 300)];
    expect(viewsGained([history(1, twice)], day)).toMatchObject({ value: 300 });
    expect(viewsGained([history(1, [...twice].reverse())], day)).toMatchObject({ value: 300 });
  });
});
