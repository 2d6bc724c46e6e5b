import { mean } from './averages.js';

/** Student's t at 97.5 %, by degrees of freedom. */
const tQuantiles: readonly (readonly [number, number])[] = [
  [1, 12.706],
  [2, 4.303],
  [3, 3.182],
  [4, 2.776],
  [5, 2.571],
  [6, 2.447],
  [7, 2.365],
  [8, 2.306],
  [9, 2.262],
  [10, 2.228],
  [15, 2.131],
  [20, 2.086],
  [30, 2.042],
  [60, 2],
  [120, 1.98],
];

/** Student's t for a 95 % interval; between two entries of the table the larger one, so that no interval is too narrow. */
export function studentT(degreesOfFreedom: number): number {
  return tQuantiles.findLast(([degrees]) => degrees <= degreesOfFreedom)?.[1] ?? Number.POSITIVE_INFINITY;
}

/**
 * Half the width of Student's 95 % interval about the mean of at least two values: t × s ÷ √n.
 * Source: Student, The Probable Error of a Mean (1908).
 */
export function studentMargin(values: readonly number[]): number {
  const middle = mean(values);
  const variance = values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
  return studentT(values.length - 1) * Math.sqrt(variance / values.length);
}
