import fc from 'fast-check';
import { fraudHints, growthBetween, type GrowthDay, type LinkJoins } from '../index.js';

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
    expect(fraudHints(bought, [])).toEqual([{ kind: 'growth-without-views', value: 0.25, limit: 0.2 }]);
    const honest = days((index) => [index < 10 ? 1_000 : 1_000 + 25 * (index - 9), index < 10 ? 500 : 600]);
    expect(fraudHints(honest, [])).toEqual([]);
    expect(fraudHints(bought.slice(0, 13), [])).toEqual([]);
  });

  it('sees a link whose joins come all at once', () => {
    expect(fraudHints([], [link([2, 60, 3])])).toEqual([
      { kind: 'link-burst', value: 60 / 65, limit: 0.5, link: 'a' },
    ]);
    expect(fraudHints([], [link([20, 20, 20])])).toEqual([]);
    expect(fraudHints([], [link([2, 30, 3])])).toEqual([]);
  });

  it('sees joins that never sleep', () => {
    expect(fraudHints([], [link(Array(24).fill(10))])).toEqual([
      { kind: 'flat-hours', value: 0, limit: 0.25 },
    ]);
    expect(fraudHints([], [link(Array.from({ length: 24 }, (_, hour) => (hour < 8 ? 1 : 15)))])).toEqual([]);
  });

  it('does not depend on order or repetition of days', () => {
    const some = fc.array(fc.tuple(fc.nat(5_000), fc.nat(5_000)), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(some, (values) => {
        const list = days((index) => values[index] ?? [0, 0]);
        expect(fraudHints([...list, ...list].reverse(), [])).toEqual(fraudHints(list, []));
      }),
    );
  });
});

it('tells how much of a growth nobody reported', () => {
  const at = (subscribers: number) => ({ at: new Date('2026-11-23'), subscribers });
  expect(growthBetween(at(100), at(110), { joins: 5, leaves: 2 })).toMatchObject({
    value: 10,
    parts: { net: 10, joins: 5, leaves: 2, unexplained: 7 },
  });
  expect(growthBetween(null, at(1), { joins: 5, leaves: 2 })).toEqual({
    available: false,
    reason: 'history-too-short',
  });
});
