/** The middle and the spread of a set of figures. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** First and third quartile. */
  readonly q1: number;
  readonly q3: number;
}

/**
 * The value below which the share `q` (0 to 1) of the figures lies, interpolated between neighbours.
 * @throws RangeError when there are no figures
 */
export function quantile(figures: readonly number[], q: number): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const position = (sorted.length - 1) * q;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) throw new RangeError('There are no figures to summarise.');
  return below + (above - below) * (position - Math.floor(position));
}

/** The median, the quartiles and the extremes. */
export function spreadOf(figures: readonly number[]): Spread {
  return {
    median: quantile(figures, 0.5),
    min: Math.min(...figures),
    max: Math.max(...figures),
    q1: quantile(figures, 0.25),
    q3: quantile(figures, 0.75),
  };
}

/**
 * How many times as long `slow` took as `fast`, round by round. Both sides of a ratio come from the same round, a moment
 * apart, so that a machine that is busy for a while does not favour either.
 * @throws RangeError when the sides have different numbers of rounds
 */
export function ratios(slow: readonly number[], fast: readonly number[]): number[] {
  if (slow.length !== fast.length) {
    throw new RangeError(`The sides have ${slow.length} and ${fast.length} rounds; a ratio needs pairs.`);
  }
  return slow.map((figure, round) => figure / (fast[round] as number));
}

/** A generator of numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
