import { mean } from '../statistics/averages.js';
import type { ForecastMethod } from './seasonal-naive.js';

/** How a backtest is done. */
export interface BacktestOptions {
  readonly season: number;
  /** How many steps ahead are judged. */
  readonly horizon: number;
  /** The shortest past to forecast from. */
  readonly fewestPast: number;
  /** At most so many origins, the latest ones. @default 14 */
  readonly folds?: number;
  /** What is judged of a forecast and of what came: the values themselves, or what they add up to. @default the values */
  readonly judge?: (values: readonly number[]) => readonly number[];
}

/** How a method did on what was known. */
export interface Backtest {
  readonly folds: number;
  /** Mean absolute error over all folds and steps, in the series' unit. */
  readonly meanAbsoluteError: number;
  /** What came less what was forecast, by step ahead: one error a fold. */
  readonly errorsByStep: readonly (readonly number[])[];
}

/**
 * Forecasts again and again from an earlier day and holds that against what came (rolling origin). Undefined when the series
 * is too short for a single fold.
 * Source: Hyndman and Athanasopoulos, Forecasting: Principles and Practice (3rd ed.), 5.10.
 */
export function backtest(
  series: readonly number[],
  method: ForecastMethod,
  options: BacktestOptions,
): Backtest | undefined {
  const { season, horizon, fewestPast, folds = 14, judge = (values) => values } = options;
  const lastOrigin = series.length - horizon;
  const firstOrigin = Math.max(fewestPast, lastOrigin - folds + 1);
  if (firstOrigin > lastOrigin) return undefined;
  const errors = Array.from({ length: lastOrigin - firstOrigin + 1 }, (_, fold) => {
    const origin = firstOrigin + fold;
    const forecast = judge(method(series.slice(0, origin), horizon, season));
    const came = judge(series.slice(origin, origin + horizon));
    return came.map((value, step) => value - (forecast[step] ?? 0));
  });
  return {
    folds: errors.length,
    meanAbsoluteError: mean(errors.flat().map(Math.abs)),
    errorsByStep: Array.from({ length: horizon }, (_, step) => errors.map((one) => one[step] ?? 0)),
  };
}
