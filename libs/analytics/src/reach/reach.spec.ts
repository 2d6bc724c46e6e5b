import fc from 'fast-check';
import { delivered, rounded } from '../any-order.contract.js';
import {
  averagePostReach,
  daysUpTo,
  engagementRateByReach,
  meanInterval,
  reachByDay,
  viewRate,
  type PostViews,
} from '../index.js';

const window = { from: new Date('2026-10-24T00:00:00Z'), to: new Date('2026-11-23T00:00:00Z') };
const inside = new Date('2026-11-10T12:00:00Z');
let nextId = 1;

function post(views: number | null, changes: Partial<PostViews> = {}): PostViews {
  nextId += 1;
  return {
    ...{ messageId: nextId, albumId: null, postedAt: inside, views, viewsAt: inside, deleted: false },
    ...changes,
  };
}

const views = fc.integer({ min: 0, max: 1_000_000 });
/** Single posts, albums, deleted ones and ones without views. */
const messages = fc.uniqueArray(
  fc.record({
    messageId: fc.integer({ min: 1, max: 500 }),
    albumId: fc.constantFrom(null, null, 'a', 'b'),
    postedAt: fc
      .nat(40 * 24)
      .map((hours) => new Date(window.from.getTime() - 86_400_000 + hours * 3_600_000)),
    views: fc.option(views, { freq: 5 }),
    viewsAt: fc.constant(inside),
    deleted: fc.constantFrom(false, false, false, true),
  }),
  { selector: ({ messageId }) => messageId, maxLength: 40 },
);

describe('averagePostReach', () => {
  it("is the mean of the views, with Student's interval", () => {
    // (100 + 200 + 600) ÷ 3 = 300
    expect(averagePostReach([post(100), post(200), post(600)], window)).toMatchObject({
      ...{ value: 300, sampleSize: 3, interval: meanInterval([100, 200, 600]) },
    });
    expect(averagePostReach([post(100)], window)).not.toHaveProperty('interval');
  });

  it('counts an album once, with the most views of its items', () => {
    const album = [post(90, { albumId: 'a' }), post(100, { albumId: 'a' }), post(95, { albumId: 'a' })];
    // (100 + 300) ÷ 2
    expect(averagePostReach([...album, post(300)], window)).toMatchObject({ value: 200, sampleSize: 2 });
  });

  it('takes what was read last of a post that is listed twice', () => {
    const late = new Date('2026-11-12T12:00:00Z');
    const twice = [post(80, { messageId: 1, viewsAt: late }), post(100, { messageId: 1 })];
    expect(averagePostReach(twice, window)).toMatchObject({ value: 80, sampleSize: 1 });
  });

  it('leaves out deleted posts and those outside the window', () => {
    const all = [
      ...[post(100), post(900, { deleted: true }), post(900, { postedAt: window.to })],
      ...[post(300, { postedAt: window.from }), post(700, { messageId: 1 })],
      post(700, { messageId: 1, deleted: true }),
    ];
    expect(averagePostReach(all, window)).toMatchObject({ value: 200, sampleSize: 2 });
  });

  it('says how many posts have no views instead of counting them as 0', () => {
    expect(averagePostReach([post(100), post(null)], window)).toMatchObject({
      ...{ value: 100, coverage: { have: 1, of: 2, unit: 'posts' } },
    });
  });

  it.each([
    ['no posts', [], 'no-posts'],
    ['no views', [post(null)], 'no-views'],
  ])('is missing where there are %s', (_name, some, reason) => {
    expect(averagePostReach(some, window)).toEqual({ available: false, reason });
  });

  it('lies between the least and the most, and never falls when a post is seen more', () => {
    fc.assert(
      fc.property(fc.array(views, { minLength: 1 }), fc.nat(1_000), (all, more) => {
        const posts = all.map((value) => post(value));
        const figure = averagePostReach(posts, window);
        const [first, ...others] = posts;
        const seen = averagePostReach([{ ...first!, views: (first?.views ?? 0) + more }, ...others], window);
        if (!figure.available || !seen.available) return false;
        expect(figure.value).toBeGreaterThanOrEqual(Math.min(...all) - 1e-6);
        expect(figure.value).toBeLessThanOrEqual(Math.max(...all) + 1e-6);
        return seen.value >= figure.value - 1e-6;
      }),
    );
  });
});

describe('ERR and VR', () => {
  it('divide by the subscribers', () => {
    const some = [post(100), post(200), post(900)];
    // (100 + 200 + 900) ÷ 3 ÷ 2000 = 0.2; 200 ÷ 2000 = 0.1
    expect(engagementRateByReach(averagePostReach(some, window), 2_000)).toMatchObject({ value: 0.2 });
    expect(viewRate(some, window, 2_000)).toMatchObject({ value: 0.1, sampleSize: 3 });
  });

  it('divide their intervals too', () => {
    const reach = averagePostReach([post(100), post(200), post(300)], window);
    const interval = meanInterval([100, 200, 300]);
    expect(engagementRateByReach(reach, 1_000)).toMatchObject({
      interval: { low: (interval?.low ?? 0) / 1_000, high: (interval?.high ?? 0) / 1_000, level: 0.95 },
    });
    const six = [1, 2, 3, 4, 5, 6].map((value) => post(value * 100));
    expect(viewRate(six, window, 1_000)).toMatchObject({ interval: { low: 0.1, high: 0.6 } });
    expect(viewRate(six.slice(1), window, 1_000)).not.toHaveProperty('interval');
  });

  it.each([null, 0])('are missing for %p subscribers', (subscribers) => {
    const reach = averagePostReach([post(1)], window);
    expect(engagementRateByReach(reach, subscribers)).toEqual({ available: false, reason: 'no-subscribers' });
    expect(viewRate([post(1)], window, subscribers)).toEqual({ available: false, reason: 'no-subscribers' });
  });

  it('pass on why there is no reach', () => {
    const gap = { available: false, reason: 'gap-in-data' } as const;
    expect(engagementRateByReach(gap, 10)).toEqual(gap);
    expect(viewRate([], window, 10)).toEqual({ available: false, reason: 'no-posts' });
    expect(viewRate([post(null)], window, 10)).toEqual({ available: false, reason: 'no-views' });
  });

  it('are never negative, and never rise with more subscribers', () => {
    fc.assert(
      fc.property(messages, fc.integer({ min: 1, max: 1e6 }), fc.nat(1e6), (some, subscribers, more) => {
        const both = (count: number) => [
          engagementRateByReach(averagePostReach(some, window), count),
          viewRate(some, window, count),
        ];
        const [few, many] = [both(subscribers), both(subscribers + more)];
        return few.every((figure, index) => {
          const other = many[index];
          if (!figure.available || other === undefined || !other.available) return !other?.available;
          return figure.value >= 0 && other.value <= figure.value;
        });
      }),
    );
  });
});

it('reach, ERR, VR and the days do not depend on order or repetition', () => {
  const days = daysUpTo(new Date('2026-11-22T08:00:00Z'), 30);
  const all = (some: readonly PostViews[]) => {
    const reach = averagePostReach(some, window);
    const rates = [engagementRateByReach(reach, 500), viewRate(some, window, 500)];
    return rounded([reach, ...rates, reachByDay(some, days)]);
  };
  const both = messages.chain((some) => fc.tuple(fc.constant(some), delivered(some)));
  fc.assert(fc.property(both, ([once, again]) => expect(all(again)).toEqual(all(once))));
});

describe('reachByDay', () => {
  it('leaves a day without posts empty', () => {
    const days = daysUpTo(new Date('2026-11-03T08:00:00Z'), 3);
    expect(days).toEqual(['2026-11-01', '2026-11-02', '2026-11-03']);
    const some = [
      post(100, { postedAt: new Date('2026-11-01T23:59:00Z') }),
      post(300, { postedAt: new Date('2026-11-01T00:00:00Z') }),
      post(50, { postedAt: new Date('2026-11-03T00:00:00Z') }),
    ];
    // (100 + 300) ÷ 2
    expect(reachByDay(some, days)).toEqual([
      { day: '2026-11-01', value: 200 },
      { day: '2026-11-02', value: null },
      { day: '2026-11-03', value: 50 },
    ]);
  });
});
