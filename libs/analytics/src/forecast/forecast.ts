import type { DayValue } from '../reach/daily-series.js';
import { missing, type FigureCoverage, type MissingFigure } from '../figure.js';
import { backtest, type Backtest } from './backtest.js';
import { holtWinters } from './holt-winters.js';
import { seasonalNaive, type ForecastMethod } from './seasonal-naive.js';

/** The methods, the floor first. */
const methods = { 'seasonal-naive': seasonalNaive, 'holt-winters': holtWinters } as const;
/** The methods that a backtest chooses between. */
export type ForecastMethodName = keyof typeof methods;

/** How a series is forecast. */
export interface ForecastOptions {
  /** Days ahead, 1 to 30. */
  readonly days: number;
  /** `count`: a number that stands, such as subscribers; `flow`: what comes anew each day, such as views. */
  readonly kind: 'count' | 'flow';
}

/** One day of a forecast; the value lies within `low` and `high` with the forecast's level. */
export interface ForecastDay {
  readonly day: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** A forecast with what speaks for it. */
export interface Forecast {
  readonly available: true;
  readonly method: ForecastMethodName;
  /** 0.8: of ten days like these, eight came within their interval. */
  readonly level: number;
  readonly days: readonly ForecastDay[];
  /** Days of the past with a value. */
  readonly sampleSize: number;
  /** Those days of all days of the past that were used: the others were bridged. */
  readonly coverage: FigureCoverage;
  readonly backtest: {
    readonly folds: number;
    /** Mean absolute error of each method, in the series' unit. */
    readonly errors: Readonly<Record<ForecastMethodName, number>>;
  };
}

const dayMs = 86_400_000;
const season = 7;
const level = 0.8;
/** Three weeks to learn from. */
const fewestPast = 3 * season;
/** So many days without a value are bridged; a longer gap ends what is known. */
const longestBridge = 2;
/** A year is plenty, and a bound. */
const longestPast = 366;

/**
 * Forecasts a daily series with weekly seasons. Seasonal naive is the floor: Holt-Winters is taken only where a backtest over
 * the same days ahead says that it errs less. A count is forecast by its daily changes. The intervals are the backtest's own
 * errors at each step, so they are as wide as this series was surprising. Order and repetition of days don't matter.
 * Source: Hyndman and Athanasopoulos, Forecasting: Principles and Practice (3rd ed.), 5.2, 5.10, 8.3.
 * Missing with `history-too-short` (less than three weeks and what is to be forecast) or `gap-in-data` (as much, but not in
 * one piece up to the last day).
 */
export function forecast(series: readonly DayValue[], options: ForecastOptions): Forecast | MissingFigure {
  const days = Math.max(1, Math.min(30, Math.floor(options.days) || 1));
  const { values, last, known, inPiece } = latestPiece(series);
  const isCount = options.kind === 'count';
  const flow = isCount ? values.slice(1).map((value, index) => value - (values[index] ?? 0)) : values;
  const judge = isCount ? runningSum : undefined;
  const judged = (method: ForecastMethod): Backtest | undefined =>
    backtest(flow, method, { season, horizon: days, fewestPast, ...(judge !== undefined && { judge }) });
  const [floor, smooth] = [judged(seasonalNaive), judged(holtWinters)];
  if (floor === undefined || smooth === undefined || last === undefined) {
    return missing(known > fewestPast + days ? 'gap-in-data' : 'history-too-short');
  }
  const isBetter = smooth.meanAbsoluteError < floor.meanAbsoluteError;
  const [name, test] = isBetter ? (['holt-winters', smooth] as const) : (['seasonal-naive', floor] as const);
  const ahead = methods[name](flow, days, season);
  const base = values.at(-1) ?? 0;
  const points = isCount ? runningSum(ahead).map((change) => base + change) : ahead;
  const margins = marginsOf(test, isCount);
  return {
    available: true,
    method: name,
    level,
    days: points.map((value, step) => {
      const margin = margins[step] ?? 0;
      const day = new Date(last + (step + 1) * dayMs).toISOString().slice(0, 10);
      const bounded = Math.max(0, value);
      return { day, value: bounded, low: Math.max(0, value - margin), high: Math.max(0, value + margin) };
    }),
    sampleSize: inPiece,
    coverage: { have: inPiece, of: values.length, unit: 'days' },
    backtest: {
      folds: test.folds,
      errors: { 'seasonal-naive': floor.meanAbsoluteError, 'holt-winters': smooth.meanAbsoluteError },
    },
  };
}

/** The days up to the last one without a gap that is too long, short gaps bridged in a straight line. */
function latestPiece(series: readonly DayValue[]): {
  values: number[];
  last: number | undefined;
  known: number;
  inPiece: number;
} {
  const byDay = new Map<number, number>();
  for (const { day, value } of series) {
    const at = Date.parse(day);
    // Of two values of a day the larger one stands, whichever comes first.
    if (value !== null) byDay.set(at, Math.max(value, byDay.get(at) ?? value));
  }
  const days = [...byDay.keys()].sort((a, b) => a - b).slice(-longestPast);
  const values: number[] = [];
  let before: number | undefined;
  let inPiece = 0;
  for (const day of days) {
    const [value, earlier] = [byDay.get(day) ?? 0, values.at(-1)];
    const steps = before === undefined ? 1 : Math.round((day - before) / dayMs);
    if (steps > longestBridge + 1) {
      values.length = 0;
      inPiece = 0;
    } else {
      for (let step = 1; step < steps; step += 1) {
        values.push((earlier ?? value) + ((value - (earlier ?? value)) * step) / steps);
      }
    }
    values.push(value);
    inPiece += 1;
    before = day;
  }
  return { values, last: before, known: byDay.size, inPiece };
}

function runningSum(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value) => (sum += value));
}

/** The errors' 80 % quantile at each step; of a count, whose errors add up, no narrower than a step before. */
function marginsOf({ errorsByStep }: Backtest, isCount: boolean): number[] {
  let widest = 0;
  return errorsByStep.map((errors) => {
    const sizes = errors.map(Math.abs).sort((a, b) => a - b);
    const margin = sizes[Math.min(sizes.length - 1, Math.ceil(level * (sizes.length + 1)) - 1)] ?? 0;
    widest = Math.max(widest, margin);
    return isCount ? widest : margin;
  });
}
