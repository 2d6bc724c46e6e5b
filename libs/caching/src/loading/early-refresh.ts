import type { ResolvedGroup } from '../cache-groups.js';

/** Below this chance a draw isn't worth its time: `-ln(chance)` load times before the end. */
const smallestChance = 1e-4;

/**
 * From when on a hit draws whether to refresh early; before that the chance is below 1 in 10 000.
 * Never in the first half of the entry's time. Infinity: the group doesn't.
 */
export function earlyFrom(
  { earlyRefresh }: Pick<ResolvedGroup, 'earlyRefresh'>,
  { freshUntil, loadMs }: { readonly freshUntil: number; readonly loadMs: number },
  storedAt: number,
): number {
  if (earlyRefresh === 0 || loadMs === 0) return Number.POSITIVE_INFINITY;
  const earliest = freshUntil + loadMs * earlyRefresh * Math.log(smallestChance);
  return Math.max(earliest, (storedAt + freshUntil) / 2);
}

/**
 * Draws whether this hit refreshes the value before its end: XFetch (Vattani, Chierichetti, Lowenstein, Optimal Probabilistic
 * Cache Stampede Prevention, 2015): `now - loadMs × weight × ln(random) ≥ freshUntil`. `random` is 0 up to 1.
 */
export function refreshesEarly(
  weight: number,
  { freshUntil, loadMs }: { readonly freshUntil: number; readonly loadMs: number },
  now: number,
  random: number,
): boolean {
  return now - loadMs * weight * Math.log(1 - random) >= freshUntil;
}
