/** A stream of random numbers that its key alone decides. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** A whole number in [0, n). */
  below(n: number): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** Standard normal. */
  normal(): number;
  /** A Poisson count with this mean. */
  poisson(mean: number): number;
  /** One of the items; `weights` (same order, any sum) make some more frequent. */
  pick<T>(items: readonly T[], weights?: readonly number[]): T;
}

/** A 32-bit hash (FNV-1a with a final mix), for seeds and ids. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * The stream for a key. Each purpose (a day's joins, one post's fate) has a key of its own, so that an event injected
 * in one place never changes the draws of another.
 */
export function createRandom(key: string): Random {
  let state = hash32(key);
  const next = (): number => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());

  const poisson = (mean: number): number => {
    // Above this mean the normal approximation is as good, and does not underflow.
    if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
    const floor = Math.exp(-mean);
    let count = 0;
    for (let product = next(); product > floor; product *= next()) count++;
    return count;
  };

  const pick = <T>(items: readonly T[], weights?: readonly number[]): T => {
    const total = weights?.reduce((sum, weight) => sum + weight, 0) ?? items.length;
    let left = next() * total;
    const index = items.findIndex((_, i) => (left -= weights?.[i] ?? 1) < 0);
    return items[index < 0 ? items.length - 1 : index] as T;
  };

  return {
    next,
    normal,
    poisson,
    pick,
    below: (n) => Math.floor(next() * n),
    between: (low, high) => low + next() * (high - low),
  };
}
