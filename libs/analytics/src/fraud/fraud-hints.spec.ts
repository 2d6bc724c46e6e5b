import fc from 'fast-check';
import { delivered } from '../any-order.contract.js';
import { fraudHints, type GrowthDay, type LinkJoins } from '../index.js';

const day = (index: number, subscribers: number | null, viewsGained: number | null): GrowthDay => ({
  day: new Date(Date.parse('2026-11-01') + index * 86_400_000).toISOString().slice(0, 10),
  subscribers,
  viewsGained,
});
const days = (of: (index: number) => [number, number]) =>
  Array.from({ length: 20 }, (_, index) => day(index, ...of(index)));
const link = (joins: readonly number[], name = 'a'): LinkJoins => ({
  link: name,
  hours: joins.map((one, hour) => ({ hour, joins: one })),
});

describe('fraudHints', () => {
  it('sees subscribers that bring no views', () => {
    // 1000 at the end of the first half, 1250 at the end: a quarter more; views stay at 500.
    const bought = days((index) => [index < 10 ? 1_000 : 1_000 + 25 * (index - 9), 500]);
    expect(fraudHints(bought, [])).toEqual([
      { kind: 'growth-without-views', value: 0.25, limit: 0.2, sampleSize: 20 },
    ]);
    const honest = days((index) => [index < 10 ? 1_000 : 1_000 + 25 * (index - 9), index < 10 ? 500 : 600]);
    expect(fraudHints(honest, [])).toEqual([]);
    expect(fraudHints(bought.slice(0, 13), [])).toEqual([]);
  });

  it('sees a link whose joins come all at once', () => {
    expect(fraudHints([], [link([2, 60, 3])])).toEqual([
      { kind: 'link-burst', value: 60 / 65, limit: 0.5, sampleSize: 65, link: 'a' },
    ]);
    expect(fraudHints([], [link([20, 20, 20])])).toEqual([]);
    expect(fraudHints([], [link([2, 30, 3])])).toEqual([]);
  });

  it('sees joins that never sleep', () => {
    expect(fraudHints([], [link(Array(24).fill(10))])).toEqual([
      { kind: 'flat-hours', value: 0, limit: 0.25, sampleSize: 240 },
    ]);
    expect(fraudHints([], [link(Array.from({ length: 24 }, (_, hour) => (hour < 8 ? 1 : 15)))])).toEqual([]);
  });

  it('does not judge a link that was used in one hour only', () => {
    expect(fraudHints([], [link([500])])).toEqual([]);
  });

  it('hints the same whatever the order and however often a day or a link comes', () => {
    const some = fc.array(fc.tuple(fc.nat(5_000), fc.nat(5_000)), { minLength: 20, maxLength: 20 });
    const joins = fc.array(fc.nat(90), { minLength: 2, maxLength: 30 });
    const both = fc.tuple(some, fc.array(joins, { maxLength: 4 })).chain(([values, links]) => {
      const list = days((index) => values[index] ?? [0, 0]);
      const used = links.map((one, index) => link(one, String(index)));
      return fc.tuple(fc.constant([list, used] as const), delivered(list), delivered(used));
    });
    fc.assert(
      fc.property(both, ([[list, used], listAgain, usedAgain]) =>
        expect(fraudHints(listAgain, usedAgain)).toEqual(fraudHints(list, used)),
      ),
    );
  });

  it('tells only what is beyond its limit: growth and bursts above, flat hours below', () => {
    const some = fc.array(fc.tuple(fc.nat(5_000), fc.nat(500)), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(some, fc.array(fc.nat(90), { maxLength: 48 }), (values, joins) => {
        const list = days((index) => values[index] ?? [0, 0]);
        return fraudHints(list, [link(joins)]).every(({ kind, value, limit, sampleSize }) => {
          const isBeyond = kind === 'flat-hours' ? value < limit : value >= limit;
          return isBeyond && value >= 0 && sampleSize > 0;
        });
      }),
    );
  });
});
