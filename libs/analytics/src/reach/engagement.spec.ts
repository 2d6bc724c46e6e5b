import fc from 'fast-check';
import { delivered, rounded } from '../any-order.contract.js';
import { engagementRate, type PostEngagement } from '../index.js';

const window = { from: new Date('2026-10-24T00:00:00Z'), to: new Date('2026-11-23T00:00:00Z') };
const inside = new Date('2026-11-10T12:00:00Z');

function post(
  messageId: number,
  views: number | null,
  actions: Partial<PostEngagement> = {},
): PostEngagement {
  return {
    ...{ messageId, albumId: null, postedAt: inside, views, viewsAt: inside, deleted: false },
    ...{ forwards: null, reactions: null, comments: null },
    ...actions,
  };
}

describe('engagementRate', () => {
  it('sums what people did over the views', () => {
    const some = [
      post(1, 1_000, { forwards: 10, reactions: 30, comments: 10 }),
      post(2, 500, { forwards: 5, reactions: 5, comments: null }),
    ];
    // (50 + 10) ÷ 1500
    expect(engagementRate(some, window)).toMatchObject({ value: 0.04, sampleSize: 2, atLeast: true });
    expect(engagementRate(some, window)).not.toHaveProperty('interval');
  });

  it('has an interval where everything is told', () => {
    const some = [
      post(1, 100, { forwards: 2, reactions: 5, comments: 3 }),
      post(2, 100, { forwards: 10, reactions: 10, comments: 10 }),
    ];
    // 40 ÷ 200 ± 12.706 × 0.1, as in the ratio estimator's own test
    expect(engagementRate(some, window)).toMatchObject({ value: 0.2, interval: { low: 0, level: 0.95 } });
    expect(engagementRate(some, window)).not.toHaveProperty('atLeast');
  });

  it('takes an album as one post with all its reactions', () => {
    const album = { albumId: 'a', comments: 1 };
    const some = [
      post(1, 200, { ...album, reactions: 6, forwards: 4 }),
      post(2, 190, { ...album, reactions: 2, forwards: 5 }),
    ];
    // (5 forwards + 8 reactions + 1 comment) ÷ 200
    expect(engagementRate(some, window)).toMatchObject({ value: 0.07, sampleSize: 1 });
  });

  it('leaves out posts of which nothing is told', () => {
    const some = [post(1, 1_000, { reactions: 100 }), post(2, 9_000)];
    expect(engagementRate(some, window)).toMatchObject({ value: 0.1, coverage: { have: 1, of: 2 } });
  });

  it.each([
    ['no-posts', []],
    ['no-views', [post(1, null), post(2, 0)]],
    ['no-source', [post(1, 10)]],
  ])('is missing with %s', (reason, some) => {
    expect(engagementRate(some, window)).toEqual({ available: false, reason });
  });

  const told = fc.option(fc.nat(1_000), { freq: 4 });
  const messages = fc.uniqueArray(
    fc.record({
      messageId: fc.nat(100),
      albumId: fc.constantFrom(null, null, 'a'),
      views: fc.option(fc.nat(100_000), { freq: 6 }),
      deleted: fc.constantFrom(false, false, true),
      ...{ forwards: told, reactions: told, comments: told },
    }),
    { selector: ({ messageId }) => messageId, maxLength: 25 },
  );
  const posts = messages.map((some) =>
    some.map(({ messageId, views, ...more }) => post(messageId, views, more)),
  );

  it('is never negative, and never falls when people do more', () => {
    fc.assert(
      fc.property(posts, fc.nat(100), (some, more) => {
        const figure = engagementRate(some, window);
        const busier = engagementRate(
          some.map((one) => ({ ...one, reactions: one.reactions === null ? null : one.reactions + more })),
          window,
        );
        if (!figure.available || !busier.available) return figure.available === busier.available;
        return figure.value >= 0 && busier.value >= figure.value - 1e-12;
      }),
    );
  });

  it('does not depend on order or repetition', () => {
    const both = posts.chain((some) => fc.tuple(fc.constant(some), delivered(some)));
    fc.assert(
      fc.property(both, ([once, again]) =>
        expect(rounded(engagementRate(again, window))).toEqual(rounded(engagementRate(once, window))),
      ),
    );
  });
});
