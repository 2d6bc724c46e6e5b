import fc from 'fast-check';
import {
  averagePostReach,
  daysUpTo,
  engagementRate,
  engagementRateByReach,
  growthParts,
  median,
  netChange,
  reachByDay,
  viewRate,
  type PostEngagement,
} from './index.js';

const window = { from: new Date('2026-10-24T00:00:00Z'), to: new Date('2026-11-23T00:00:00Z') };
const inside = new Date('2026-11-10T12:00:00Z');

function post(views: number | null, changes: Partial<PostEngagement> = {}): PostEngagement {
  return {
    albumId: null,
    postedAt: inside,
    views,
    viewsAt: inside,
    deleted: false,
    forwards: null,
    reactions: null,
    comments: null,
    ...changes,
  };
}

describe('averagePostReach', () => {
  it('is the mean of the views', () => {
    expect(averagePostReach([post(100), post(200), post(600)], window)).toMatchObject({
      value: 300,
      sampleSize: 3,
    });
  });

  it('counts an album once, with the most views of its items', () => {
    const album = [post(90, { albumId: 'a' }), post(100, { albumId: 'a' }), post(95, { albumId: 'a' })];
    expect(averagePostReach([...album, post(300)], window)).toMatchObject({ value: 200, sampleSize: 2 });
  });

  it('leaves out deleted posts and those outside the window', () => {
    const messages = [
      post(100),
      post(900, { deleted: true }),
      post(900, { postedAt: window.to }),
      post(300, { postedAt: window.from }),
    ];
    expect(averagePostReach(messages, window)).toMatchObject({ value: 200, sampleSize: 2 });
  });

  it('says how many posts have no views instead of counting them as 0', () => {
    expect(averagePostReach([post(100), post(null)], window)).toMatchObject({
      value: 100,
      coverage: { have: 1, of: 2, unit: 'posts' },
    });
  });

  it.each([
    ['no posts', [], 'no-posts'],
    ['no views', [post(null)], 'no-views'],
  ])('is missing where there are %s', (_name, messages, reason) => {
    expect(averagePostReach(messages, window)).toEqual({ available: false, reason });
  });

  const views = fc.integer({ min: 0, max: 1_000_000 });

  it('lies between the least and the most, in whatever order', () => {
    fc.assert(
      fc.property(fc.array(views, { minLength: 1 }), (all) => {
        const there = averagePostReach(
          all.map((value) => post(value)),
          window,
        );
        const back = averagePostReach(
          [...all].reverse().map((value) => post(value)),
          window,
        );
        if (!there.available || !back.available) return false;
        expect(there.value).toBeGreaterThanOrEqual(Math.min(...all) - 1e-6);
        expect(there.value).toBeLessThanOrEqual(Math.max(...all) + 1e-6);
        return Math.abs(there.value - back.value) < 1e-6;
      }),
    );
  });

  it('is not changed by an album item that is delivered twice', () => {
    fc.assert(
      fc.property(fc.array(views, { minLength: 1 }), (all) => {
        const album = all.map((value) => post(value, { albumId: 'a' }));
        expect(averagePostReach([...album, ...album], window)).toEqual(averagePostReach(album, window));
      }),
    );
  });
});

describe('ERR and VR', () => {
  it('divide by the subscribers', () => {
    const messages = [post(100), post(200), post(900)];
    expect(engagementRateByReach(averagePostReach(messages, window), 2_000)).toMatchObject({ value: 0.2 });
    expect(viewRate(messages, window, 2_000)).toMatchObject({ value: 0.1 });
  });

  it.each([null, 0])('are missing for %p subscribers', (subscribers) => {
    const reach = averagePostReach([post(1)], window);
    expect(engagementRateByReach(reach, subscribers)).toEqual({ available: false, reason: 'no-subscribers' });
    expect(viewRate([post(1)], window, subscribers)).toEqual({ available: false, reason: 'no-subscribers' });
  });

  it('pass on why there is no reach', () => {
    expect(engagementRateByReach({ available: false, reason: 'no-posts' }, 10)).toEqual({
      available: false,
      reason: 'no-posts',
    });
  });
});

describe('engagementRate', () => {
  it('sums what people did over the views', () => {
    const messages = [
      post(1_000, { forwards: 10, reactions: 30, comments: 10 }),
      post(500, { forwards: 5, reactions: 5, comments: null }),
    ];
    // (50 + 10) / 1500
    expect(engagementRate(messages, window)).toMatchObject({ value: 0.04, sampleSize: 2, atLeast: true });
    expect(engagementRate(messages.slice(0, 1), window)).not.toHaveProperty('atLeast');
  });

  it('leaves out posts of which nothing is told', () => {
    const messages = [post(1_000, { reactions: 100 }), post(9_000)];
    expect(engagementRate(messages, window)).toMatchObject({ value: 0.1, coverage: { have: 1, of: 2 } });
  });

  it('is missing where no source tells of any action', () => {
    expect(engagementRate([post(10)], window)).toEqual({ available: false, reason: 'no-source' });
  });
});

describe('netChange', () => {
  const at = (time: string, subscribers: number) => ({ at: new Date(time), subscribers });

  it('is the difference of two counts', () => {
    const earlier = at('2026-11-22T00:00:00Z', 110);
    const later = at('2026-11-23T00:00:00Z', 100);
    expect(netChange(earlier, later)).toMatchObject({
      value: -10,
      window: { from: earlier.at, to: later.at },
    });
  });

  it('is missing without an earlier count', () => {
    expect(netChange(null, at('2026-11-23T00:00:00Z', 1))).toEqual({
      available: false,
      reason: 'history-too-short',
    });
    expect(netChange(at('2026-11-23T00:00:00Z', 1), null)).toEqual({
      available: false,
      reason: 'no-subscribers',
    });
  });

  it('shows what the reported joins and leaves do not explain', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.integer({ min: -1e6, max: 1e6 }), (joins, leaves, net) => {
        const parts = growthParts(net, joins, leaves);
        expect(parts.joins - parts.leaves + parts.unexplained).toBe(net);
      }),
    );
    expect(growthParts(10, 5, 2).unexplained).toBe(7);
  });
});

describe('reachByDay', () => {
  it('leaves a day without posts empty', () => {
    const days = daysUpTo(new Date('2026-11-03T08:00:00Z'), 3);
    expect(days).toEqual(['2026-11-01', '2026-11-02', '2026-11-03']);
    const messages = [
      post(100, { postedAt: new Date('2026-11-01T23:59:00Z') }),
      post(300, { postedAt: new Date('2026-11-01T00:00:00Z') }),
      post(50, { postedAt: new Date('2026-11-03T00:00:00Z') }),
    ];
    expect(reachByDay(messages, days)).toEqual([
      { day: '2026-11-01', value: 200 },
      { day: '2026-11-02', value: null },
      { day: '2026-11-03', value: 50 },
    ]);
  });
});

it('takes the mean of the two middle values as median of an even number', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([9, 1, 5])).toBe(5);
});
