/** Forecasts the next `horizon` values of a series from its past, oldest first. */
export type ForecastMethod = (past: readonly number[], horizon: number, season: number) => number[];

/**
 * Every value is that of the same place in the last season. The floor that anything cleverer has to beat.
 * Source: Hyndman and Athanasopoulos, Forecasting: Principles and Practice (3rd ed.), 5.2.
 */
export const seasonalNaive: ForecastMethod = (past, horizon, season) =>
  Array.from({ length: horizon }, (_, step) => past[past.length - season + (step % season)] ?? 0);
