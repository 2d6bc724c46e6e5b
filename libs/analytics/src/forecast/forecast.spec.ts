import fc from 'fast-check';
import { backtest, forecast, holtWinters, seasonalNaive, type DayValue } from '../index.js';

const firstDay = Date.parse('2026-08-03T00:00:00Z');
const series = (values: readonly (number | null)[]): DayValue[] =>
  values.map((value, index) => ({
    day: new Date(firstDay + index * 86_400_000).toISOString().slice(0, 10),
    value,
  }));
const week = [10, 20, 30, 40, 50, 60, 70];
const weeks = (count: number, of: (value: number, index: number) => number = (value) => value) =>
  Array.from({ length: 7 * count }, (_, index) => of(week[index % 7] ?? 0, index));

describe('seasonalNaive', () => {
  it('repeats the last season', () => {
    expect(seasonalNaive([1, 2, 3, 4, 5, 6], 4, 3)).toEqual([4, 5, 6, 4]);
  });
});

describe('holtWinters', () => {
  it('finds level, trend and season of a series made of them', () => {
    const ahead = holtWinters(
      weeks(12, (value, index) => value + 2 * index),
      7,
      7,
    );
    // A damped trend falls short of one that never ends.
    for (const [step, value] of ahead.entries()) {
      const truth = (week[step] ?? 0) + 2 * (84 + step);
      expect(Math.abs(value - truth)).toBeLessThan(12);
    }
  });

  it('stays flat on a flat series, and is a mean while it knows little', () => {
    for (const value of holtWinters(Array(30).fill(5), 10, 7)) expect(value).toBeCloseTo(5, 9);
    expect(holtWinters([2, 4], 2, 7)).toEqual([3, 3]);
  });
});

describe('backtest', () => {
  it('holds forecasts from earlier days against what came', () => {
    // Naive with season 1 on 1, 2, 4, 8: from 2 forecasts 2, came 4; from 4 forecasts 4, came 8.
    const result = backtest([1, 2, 4, 8], seasonalNaive, { season: 1, horizon: 1, fewestPast: 2 });
    expect(result).toEqual({ folds: 2, meanAbsoluteError: 3, errorsByStep: [[2, 4]] });
  });

  it('never lets a forecast see what came', () => {
    const seen: number[] = [];
    const spy = (past: readonly number[], horizon: number) => {
      seen.push(past.length);
      return Array<number>(horizon).fill(0);
    };
    backtest(weeks(5), spy, { season: 7, horizon: 7, fewestPast: 21, folds: 3 });
    expect(seen).toEqual([26, 27, 28]);
  });

  it('says nothing of too short a series', () => {
    expect(backtest([1, 2], seasonalNaive, { season: 7, horizon: 7, fewestPast: 21 })).toBeUndefined();
  });
});

describe('forecast', () => {
  const options = { days: 7, kind: 'flow' } as const;

  it('knows a week that repeats itself, without a doubt', () => {
    const found = forecast(series(weeks(6)), options);
    expect(found).toMatchObject({ available: true, method: 'seasonal-naive', sampleSize: 42 });
    if (!found.available) throw new Error('expected a forecast');
    expect(found.days.map(({ value, low, high }) => [value, low, high])).toEqual(
      week.map((one) => [one, one, one]),
    );
    expect(found.days[0]?.day).toBe('2026-09-14');
  });

  it('takes Holt-Winters only where the backtest says so', () => {
    const noise = (index: number) => ((index * index * 7_919) % 101) - 50;
    const noisy = forecast(series(weeks(10, (value, index) => 500 + value + noise(index))), options);
    expect(noisy).toMatchObject({ method: 'holt-winters' });
    if (!noisy.available) throw new Error('expected a forecast');
    const { errors } = noisy.backtest;
    expect(errors['holt-winters']).toBeLessThan(errors['seasonal-naive']);
  });

  it('carries a count on by its changes', () => {
    const found = forecast(series(Array.from({ length: 40 }, (_, index) => 1_000 + 5 * index)), {
      days: 3,
      kind: 'count',
    });
    if (!found.available) throw new Error('expected a forecast');
    expect(found.days.map(({ value }) => Math.round(value))).toEqual([1_200, 1_205, 1_210]);
  });

  it('bridges a short gap and refuses a long one', () => {
    const gap = (days: number) =>
      weeks(8).map((value, index) => (index >= 40 && index < 40 + days ? null : value));
    expect(forecast(series(gap(2)), options)).toMatchObject({ available: true, sampleSize: 56 });
    expect(forecast(series(gap(3)), options)).toEqual({ available: false, reason: 'gap-in-data' });
    expect(forecast(series(weeks(3)), options)).toEqual({ available: false, reason: 'history-too-short' });
    expect(forecast([], options)).toEqual({ available: false, reason: 'history-too-short' });
  });

  const values = fc.array(fc.nat(10_000), { minLength: 40, maxLength: 90 });

  it('never errs more in its backtest than the floor, and its interval holds its value', () => {
    fc.assert(
      fc.property(
        values,
        fc.integer({ min: 1, max: 14 }),
        fc.constantFrom('flow' as const, 'count' as const),
        (some, days, kind) => {
          const found = forecast(series(some), { days, kind });
          if (!found.available) return false;
          const { errors } = found.backtest;
          expect(errors[found.method]).toBeLessThanOrEqual(errors['seasonal-naive']);
          expect(found.days).toHaveLength(days);
          return found.days.every(({ value, low, high }) => low >= 0 && low <= value && value <= high);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('does not depend on order or repetition', () => {
    fc.assert(
      fc.property(values, (some) => {
        const days = series(some);
        expect(forecast([...days, ...days].reverse(), options)).toEqual(forecast(days, options));
      }),
      { numRuns: 20 },
    );
  });
});
