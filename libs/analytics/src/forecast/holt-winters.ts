import { mean } from '../statistics/averages.js';
import type { ForecastMethod } from './seasonal-naive.js';

/** How fast level, trend and season follow what is new. */
interface Smoothing {
  readonly level: number;
  readonly trend: number;
  readonly season: number;
}

/** A trend that goes on for ever is never true: it fades by this factor a step. */
const damping = 0.9;
const candidates: readonly Smoothing[] = [0.1, 0.3, 0.6].flatMap((level) =>
  [0.02, 0.1].flatMap((trend) => [0.05, 0.2, 0.4].map((season) => ({ level, trend, season }))),
);

/**
 * Holt's and Winters' additive method with a damped trend; of a fixed set of smoothing parameters the one with the smallest
 * squared error one step ahead. Wants two seasons; with less it is the mean.
 * Source: Hyndman and Athanasopoulos, Forecasting: Principles and Practice (3rd ed.), 8.2 and 8.3.
 */
export const holtWinters: ForecastMethod = (past, horizon, season) => {
  if (past.length < 2 * season) return Array<number>(horizon).fill(past.length === 0 ? 0 : mean(past));
  const fits = candidates.map((smoothing) => fit(past, season, smoothing));
  const best = fits.reduce((one, other) => (other.error < one.error ? other : one));
  return Array.from({ length: horizon }, (_, step) => {
    const damped = (damping * (1 - damping ** (step + 1))) / (1 - damping);
    return best.level + damped * best.trend + (best.seasons[(past.length + step) % season] ?? 0);
  });
};

interface Fit {
  readonly level: number;
  readonly trend: number;
  readonly seasons: readonly number[];
  readonly error: number;
}

function fit(past: readonly number[], season: number, smoothing: Smoothing): Fit {
  const first = mean(past.slice(0, season));
  let level = first;
  let trend = (mean(past.slice(season, 2 * season)) - first) / season;
  const seasons = past.slice(0, season).map((value) => value - first);
  let error = 0;
  for (let at = season; at < past.length; at += 1) {
    const place = at % season;
    const [value, usual] = [past[at] ?? 0, seasons[place] ?? 0];
    const expected = level + damping * trend;
    error += (value - expected - usual) ** 2;
    const before = level;
    level = smoothing.level * (value - usual) + (1 - smoothing.level) * expected;
    trend = smoothing.trend * (level - before) + (1 - smoothing.trend) * damping * trend;
    seasons[place] = smoothing.season * (value - expected) + (1 - smoothing.season) * usual;
  }
  return { level, trend, seasons, error };
}
