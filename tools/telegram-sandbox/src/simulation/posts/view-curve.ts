/**
 * The part of its final views that a post has after some active hours (see Rhythm), 0 to below 1: half of it comes fast, a
 * third within the first day, the rest over weeks. Grows without end and ever more slowly.
 */
export function grownShare(activeHours: number): number {
  if (activeHours <= 0) return 0;
  const part = (share: number, hours: number): number => share * -Math.expm1(-activeHours / hours);
  return part(0.5, 2.5) + part(0.32, 14) + part(0.18, 120);
}

/** From `start` on a post gains only `fraction` of what it would. */
export interface ViewsBrake {
  start: number;
  fraction: number;
}

/**
 * The grown share at `to` of a post published at `from` whose growth is braked; `share(ms)` is its share without brakes.
 * Several brakes multiply. Never falls as `to` moves on.
 */
export function brakedShare(
  to: number,
  brakes: readonly ViewsBrake[],
  share: (ms: number) => number,
): number {
  let [total, fraction, since] = [0, 1, 0];
  for (const brake of [...brakes].sort((a, b) => a.start - b.start)) {
    if (brake.start >= to) break;
    const reached = share(brake.start);
    total += fraction * (reached - since);
    fraction *= brake.fraction;
    since = reached;
  }
  return total + fraction * (share(to) - since);
}
