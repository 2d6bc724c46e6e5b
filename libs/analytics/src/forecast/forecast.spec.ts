import fc from 'fast-check';
import { delivered } from '../any-order.contract.js';
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
    expect(forecast(series(gap(2)), options)).toMatchObject({
      ...{ available: true, sampleSize: 54, coverage: { have: 54, of: 56, unit: 'days' } },
    });
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
    const both = values.chain((some) => fc.tuple(fc.constant(series(some)), delivered(series(some))));
    fc.assert(
      fc.property(both, ([days, again]) => expect(forecast(again, options)).toEqual(forecast(days, options))),
      { numRuns: 20 },
    );
  });

  it('looks 1 to 30 days ahead, day by day, whatever is asked for', () => {
    const known = series(weeks(12));
    fc.assert(
      fc.property(fc.oneof(fc.integer({ min: -5, max: 60 }), fc.constant(Number.NaN)), (days) => {
        const found = forecast(known, { days, kind: 'flow' });
        if (!found.available) return false;
        const ahead = Math.min(30, Math.max(1, days || 1));
        const last = Date.parse(known.at(-1)?.day ?? '');
        expect(found.days.map(({ day }) => (Date.parse(day) - last) / 86_400_000)).toEqual(
          Array.from({ length: ahead }, (_, step) => step + 1),
        );
        return true;
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    ['views', 'flow' as const],
    ['subscribers', 'count' as const],
  ])('of %s: its interval covers about eight of ten days to come', (_name, kind) => {
    // A fixed generator: the same forty series in every run.
    let state = 7;
    const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    let [covered, days] = [0, 0];
    for (let one = 0; one < 40; one += 1) {
      let sum = 5_000;
      const daily = weeks(12, (value) => 200 + value + 120 * (random() + random() - 1));
      const whole = kind === 'flow' ? daily : daily.map((value) => (sum += value - 200));
      const found = forecast(series(whole.slice(0, 77)), { days: 7, kind });
      if (!found.available) throw new Error('expected a forecast');
      expect(found.sampleSize).toBe(77);
      for (const [step, { low, high }] of found.days.entries()) {
        const came = whole[77 + step] ?? Number.NaN;
        covered += low <= came && came <= high ? 1 : 0;
        days += 1;
      }
    }
    expect(covered / days).toBeGreaterThan(0.68);
    expect(covered / days).toBeLessThan(0.95);
  });

  it('of a longer horizon is never surer of a count', () => {
    fc.assert(
      fc.property(values, (some) => {
        // Far from 0, where a count ends.
        const far = some.map((value) => value + 1_000_000);
        const found = forecast(series(far), { days: 10, kind: 'count' });
        if (!found.available) return false;
        const widths = found.days.map(({ value, high }) => high - value);
        return widths.every((width, step) => width >= (widths[step - 1] ?? 0) - 1e-6);
      }),
      { numRuns: 20 },
    );
  });
});
