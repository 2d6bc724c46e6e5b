import type { FigureInterval } from '../figure.js';
import { mean } from './averages.js';
import { studentMargin, studentT } from './student.js';

/** All intervals are 95 % ones. */
const level = 0.95;
/** The normal distribution's quantile of a 95 % interval. */
const z = 1.96;

/** Student's interval about the mean of counts, never below 0; undefined for fewer than two values. */
export function meanInterval(values: readonly number[]): FigureInterval | undefined {
  if (values.length < 2) return undefined;
  const [middle, margin] = [mean(values), studentMargin(values)];
  return { low: Math.max(0, middle - margin), high: middle + margin, level };
}

/**
 * The values between which the median lies whatever the distribution, by the binomial distribution of how many lie below it;
 * undefined for fewer than six, which can't promise 95 %.
 * Source: Thompson, On Confidence Ranges for the Median (1936).
 */
export function medianInterval(values: readonly number[]): FigureInterval | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  let [rank, tail] = [0, 0];
  // The logarithm of the chance that exactly `below` values lie below the median.
  let chance = -sorted.length * Math.LN2;
  for (let below = 0; below < sorted.length / 2; below += 1) {
    tail += Math.exp(chance);
    if (2 * tail > 1 - level) break;
    rank = below + 1;
    chance += Math.log((sorted.length - below) / (below + 1));
  }
  const [low, high] = [sorted[rank - 1], sorted[sorted.length - rank]];
  return rank === 0 || low === undefined || high === undefined ? undefined : { low, high, level };
}

/**
 * The interval of Σ parts ÷ Σ wholes over several things that each have both, never below 0; undefined for fewer than two.
 * Source: Cochran, Sampling Techniques (3rd ed.), 2.11: the ratio estimator.
 */
export function ratioInterval(
  pairs: readonly { readonly part: number; readonly whole: number }[],
): FigureInterval | undefined {
  if (pairs.length < 2) return undefined;
  const whole = pairs.reduce((sum, pair) => sum + pair.whole, 0);
  const ratio = pairs.reduce((sum, pair) => sum + pair.part, 0) / whole;
  const squares = pairs.reduce((sum, pair) => sum + (pair.part - ratio * pair.whole) ** 2, 0);
  const error = Math.sqrt((pairs.length / (pairs.length - 1)) * squares) / whole;
  const margin = studentT(pairs.length - 1) * error;
  return { low: Math.max(0, ratio - margin), high: ratio + margin, level };
}

/** Wilson's score interval of a share (1927): stays within 0 and 1 for small samples too. */
export function shareInterval(hits: number, all: number): FigureInterval {
  const share = hits / all;
  const middle = (share + z ** 2 / (2 * all)) / (1 + z ** 2 / all);
  const margin = (z / (1 + z ** 2 / all)) * Math.sqrt((share * (1 - share)) / all + z ** 2 / (4 * all ** 2));
  return { low: Math.max(0, middle - margin), high: Math.min(1, middle + margin), level };
}
