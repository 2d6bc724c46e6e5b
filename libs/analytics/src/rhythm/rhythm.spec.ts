import fc from 'fast-check';
import { delivered } from '../any-order.contract.js';
import { bestHour, findAnomaly, hourOfWeekUtc, type HourValue, type PostAtHour } from '../index.js';

const hour = 3_600_000;
const week = 7 * 24 * hour;
const monday9 = new Date('2026-08-03T09:00:00Z').getTime();
const window = { from: new Date('2026-08-01T00:00:00Z'), to: new Date('2026-12-01T00:00:00Z') };

/** Posts at an hour of the week, one a week. */
function weekly(firstId: number, start: number, views: (number | null)[]): PostAtHour[] {
  return views.map((views24, index) => ({
    messageId: firstId + index,
    postedAt: new Date(start + index * week),
    views24,
  }));
}

it('counts the hours of the week from Monday on', () => {
  expect(hourOfWeekUtc(new Date('2026-11-23T00:30:00Z'))).toBe(0);
  expect(hourOfWeekUtc(new Date('2026-11-29T23:59:59Z'))).toBe(167);
});

describe('bestHour', () => {
  const usual = weekly(100, monday9 + 3 * hour, [99, 99, 99, 99, 99, 99]);

  it('is the hour with the most views relative to the median, with an interval', () => {
    const best = bestHour([...usual, ...weekly(200, monday9, [199, 199, 99, 199])], window);
    // median 99; ratios (v + 1) / 100: 2, 2, 1, 2 → geometric mean 2^(3/4) = 1.6818
    // logs .6931 ×3 and 0: s = .34657, margin 3.182 × .34657 / 2 = .55140
    expect(best).toMatchObject({ available: true, hourOfWeek: 9, sampleSize: 4 });
    if (!best.available) throw new Error('expected a figure');
    expect(best.value).toBeCloseTo(1.6818, 4);
    expect(best.interval?.low).toBeCloseTo(1.6818 * Math.exp(-0.5514), 3);
    expect(best.interval?.high).toBeCloseTo(1.6818 * Math.exp(0.5514), 3);
  });

  it('does not praise an hour with fewer than 4 posts', () => {
    const three = weekly(200, monday9, [9_999, 9_999, 9_999]);
    expect(bestHour([...usual, ...three], window)).toMatchObject({ hourOfWeek: 12 });
    expect(bestHour(three, window)).toEqual({ available: false, reason: 'not-enough-data' });
  });

  it('counts posts without views in the coverage only', () => {
    const best = bestHour([...usual, ...weekly(300, monday9, [null, null])], window);
    expect(best).toMatchObject({ coverage: { have: 6, of: 8, unit: 'posts' } });
    expect(bestHour(weekly(1, monday9, [null]), window)).toEqual({ available: false, reason: 'no-views' });
    expect(bestHour([], window)).toEqual({ available: false, reason: 'no-posts' });
  });

  const views = fc.array(fc.nat(10_000), { minLength: 4, maxLength: 12 });
  const posts = fc
    .tuple(views, views)
    .map(([one, two]) => [...weekly(100, monday9, one), ...weekly(200, monday9 + 5 * hour, two)]);

  it('does not depend on order or repetition, and its interval holds the value', () => {
    const both = posts.chain((some) => fc.tuple(fc.constant(some), delivered(some)));
    fc.assert(
      fc.property(both, ([some, mixed]) => {
        const [best, again] = [bestHour(some, window), bestHour(mixed, window)];
        if (!best.available || !again.available) return false;
        expect(again.hourOfWeek).toBe(best.hourOfWeek);
        expect(again.value).toBeCloseTo(best.value, 9);
        expect(again.sampleSize).toBe(best.sampleSize);
        expect(best.value).toBeGreaterThan(0);
        expect(best.hourOfWeek).toBeGreaterThanOrEqual(0);
        expect(best.hourOfWeek).toBeLessThan(168);
        return (
          (best.interval?.low ?? 9) <= best.value + 1e-9 && (best.interval?.high ?? 0) >= best.value - 1e-9
        );
      }),
    );
  });

  it('stays the best when its own posts are seen more', () => {
    fc.assert(
      fc.property(posts, fc.nat(1_000), (some, more) => {
        const best = bestHour(some, window);
        if (!best.available) return false;
        const boosted = some.map((one) =>
          hourOfWeekUtc(one.postedAt) === best.hourOfWeek
            ? { ...one, views24: (one.views24 ?? 0) + more }
            : one,
        );
        const again = bestHour(boosted, window);
        return again.available && again.hourOfWeek === best.hourOfWeek;
      }),
    );
  });

  it('numbers the hours as the reader does', () => {
    const best = bestHour(usual, window, (moment) => hourOfWeekUtc(new Date(moment.getTime() + 5 * hour)));
    expect(best).toMatchObject({ hourOfWeek: 17 });
  });
});

describe('findAnomaly', () => {
  /** Five weeks of an hour and the one before it, then both again in the sixth. */
  function series(earlier: [number, number][], now: [number | null, number | null]): HourValue[] {
    const pairs: [number | null, number | null][] = [...earlier, now];
    return pairs.flatMap(([before, last], index) => [
      { at: new Date(monday9 + index * week - hour), value: before },
      { at: new Date(monday9 + index * week), value: last },
    ]);
  }
  const calm: [number, number][] = [
    [98, 98],
    [100, 100],
    [102, 102],
    [101, 101],
    [99, 99],
  ];
  const options = { floor: 5 };

  it('is two unusual hours in a row, on the same side', () => {
    // median 100, MAD 1 → tolerance max(4 × 1.4826, 5) = 5.9304
    const found = findAnomaly(series(calm, [80, 90]), options);
    expect(found).toMatchObject({
      anomalous: true,
      direction: 'down',
      value: 90,
      expected: 100,
      sampleSize: 5,
    });
    expect(found).toHaveProperty('tolerance', expect.closeTo(5.9304, 4));
    expect(findAnomaly(series(calm, [120, 106]), options)).toMatchObject({ direction: 'up' });
  });

  it.each([
    ['one hour only', [100, 90], {}, 'usual'],
    ['two on different sides', [120, 80], {}, 'usual'],
    ['within the tolerance', [105, 105], {}, 'usual'],
    ['below the floor', [80, 80], { floor: 50 }, 'usual'],
    ['a gap', [null, 80], {}, 'gap-in-data'],
    ['a gap at the end', [80, null], {}, 'gap-in-data'],
  ])('is not %s', (_name, now, changes, reason) => {
    expect(findAnomaly(series(calm, now as [number, number]), { ...options, ...changes })).toEqual({
      anomalous: false,
      reason,
    });
  });

  it('is not told from too few weeks, or from hours that do not follow each other', () => {
    expect(findAnomaly(series(calm.slice(2), [1, 1]), options)).toMatchObject({ reason: 'not-enough-data' });
    const hole = series(calm, [80, 80]).filter((_, index) => index !== 10);
    expect(findAnomaly(hole, options)).toMatchObject({ reason: 'gap-in-data' });
    expect(findAnomaly([], options)).toMatchObject({ reason: 'not-enough-data' });
  });

  const pair = fc.tuple(fc.nat(200), fc.nat(200));
  const weeks = fc.array(pair, { minLength: 5, maxLength: 8 });

  it('does not depend on order or repetition', () => {
    const both = fc.tuple(weeks, pair).chain(([earlier, now]) => {
      const hours = series(earlier, now);
      return fc.tuple(fc.constant(hours), delivered(hours));
    });
    fc.assert(
      fc.property(both, ([hours, again]) =>
        expect(findAnomaly(again, options)).toEqual(findAnomaly(hours, options)),
      ),
    );
  });

  it('is found no more with a wider tolerance, still found further away, and always beyond it', () => {
    fc.assert(
      fc.property(weeks, pair, fc.nat(50), (earlier, now, more) => {
        const found = findAnomaly(series(earlier, now), options);
        const wider = findAnomaly(series(earlier, now), { floor: options.floor + more, k: 4 + more });
        if (!found.anomalous) return !wider.anomalous;
        expect(Math.abs(found.value - found.expected)).toBeGreaterThan(found.tolerance);
        expect(found.tolerance).toBeGreaterThanOrEqual(options.floor);
        const further = found.direction === 'up' ? more : -more;
        const away = findAnomaly(series(earlier, [now[0] + further, now[1] + further]), options);
        return away.anomalous && away.direction === found.direction;
      }),
    );
  });

  it('lets a value stand against a gap of the same hour, whichever is told first', () => {
    const hours = series(calm, [80, 90]);
    const gaps = hours.slice(-2).map(({ at }) => ({ at, value: null }));
    expect(findAnomaly([...hours, ...gaps], options)).toMatchObject({ anomalous: true });
    expect(findAnomaly([...gaps, ...hours], options)).toMatchObject({ anomalous: true });
  });
});
