import fc from 'fast-check';
import { growthBetween, growthParts, netChange, subscribersAt } from '../index.js';

const at = (time: string, subscribers: number) => ({ at: new Date(time), subscribers });
const count = fc.nat(10_000_000);

describe('subscribersAt', () => {
  it('is the count, and nothing where there is none', () => {
    const one = at('2026-11-22T00:00:00Z', 110);
    expect(subscribersAt(one)).toEqual({
      ...{ available: true, value: 110, sampleSize: 1, window: { from: one.at, to: one.at } },
    });
    expect(subscribersAt(null)).toEqual({ available: false, reason: 'not-collected-yet' });
  });
});

describe('netChange', () => {
  it('is the difference of two counts', () => {
    const earlier = at('2026-11-22T00:00:00Z', 110);
    const later = at('2026-11-23T00:00:00Z', 100);
    // 100 − 110
    expect(netChange(earlier, later)).toMatchObject({
      value: -10,
      sampleSize: 2,
      window: { from: earlier.at, to: later.at },
    });
  });

  it('is missing without an earlier or a later count', () => {
    const one = at('2026-11-23T00:00:00Z', 1);
    expect(netChange(null, one)).toEqual({ available: false, reason: 'history-too-short' });
    expect(netChange(one, null)).toEqual({ available: false, reason: 'no-subscribers' });
  });

  it('is within the counts, grows with the later one, and turns round with them', () => {
    fc.assert(
      fc.property(count, count, fc.nat(1_000), (one, other, more) => {
        const change = (from: number, to: number) => {
          const figure = netChange(at('2026-11-22', from), at('2026-11-23', to));
          return figure.available ? figure.value : Number.NaN;
        };
        expect(change(one, other)).toBeGreaterThanOrEqual(-one);
        expect(change(one, other)).toBeLessThanOrEqual(other);
        expect(change(one, other + more)).toBe(change(one, other) + more);
        expect(change(one, other) + change(other, one)).toBe(0);
      }),
    );
  });
});

describe('growthParts', () => {
  it('shows what the reported joins and leaves do not explain', () => {
    // 10 = 5 − 2 + 7
    expect(growthParts(10, 5, 2)).toEqual({ net: 10, joins: 5, leaves: 2, unexplained: 7 });
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.integer({ min: -1e6, max: 1e6 }), (joins, leaves, net) => {
        const parts = growthParts(net, joins, leaves);
        expect(parts.joins - parts.leaves + parts.unexplained).toBe(net);
      }),
    );
  });

  it('comes with the growth, and has nothing to explain without one', () => {
    expect(
      growthBetween(at('2026-11-22', 100), at('2026-11-23', 110), { joins: 5, leaves: 2 }),
    ).toMatchObject({ value: 10, parts: { net: 10, joins: 5, leaves: 2, unexplained: 7 } });
    expect(growthBetween(null, at('2026-11-23', 1), { joins: 5, leaves: 2 })).toEqual({
      ...{ available: false, reason: 'history-too-short' },
    });
  });
});
