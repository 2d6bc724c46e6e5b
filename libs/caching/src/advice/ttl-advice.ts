/** What was seen of values that were loaded again after their time had run out, not because somebody said they had changed. */
export interface ReloadObservations {
  readonly reloads: number;
  /** Reloads that gave another value than before. */
  readonly changed: number;
  /** Milliseconds between the two loads, on average. */
  readonly meanAgeMs: number;
}

/** The time to live that what was seen speaks for. */
export interface TtlAdvice {
  readonly ttlMs: number;
  readonly verdict: 'longer' | 'shorter' | 'keep';
  /** Milliseconds between changes that no invalidation told of, estimated. */
  readonly changesEveryMs: number;
  /** How much was seen. */
  readonly reloads: number;
  readonly changed: number;
}

const fewestReloads = 30;
/** Of the moments a value is served, so many should be before its change. */
const wantedFreshness = 0.95;
/** Advice goes no further at a time: the estimate reaches only about as far as what was seen. */
const boldest = 8;
/** Smaller differences are not worth a change. */
const noticeable = 1.5;

/**
 * Advises a time to live, or null while too little was seen. Changes are taken for a Poisson process; its rate is estimated from
 * how often a reload differed, `-ln((n - X + 0.5) / (n + 0.5)) / age` (Cho, Garcia-Molina, Estimating Frequency of Change,
 * 2003). A value served for T is current for the share `(1 - e^(-rate T)) / (rate T)` of the time: T is chosen so that this is
 * 95 %.
 */
export function adviseTtl(
  ttlMs: number,
  { reloads, changed, meanAgeMs }: ReloadObservations,
): TtlAdvice | null {
  if (reloads < fewestReloads || !(meanAgeMs > 0)) return null;
  const rate = -Math.log((reloads - changed + 0.5) / (reloads + 0.5)) / meanAgeMs;
  // Nothing ever changed: the rate is at most what one change in twice the time would have given.
  const perMs = rate > 0 ? rate : 0.5 / (reloads * meanAgeMs);
  const ideal = freshFor(wantedFreshness) / perMs;
  const advised = Math.round(Math.min(Math.max(ideal, ttlMs / boldest), ttlMs * boldest));
  const ratio = advised / ttlMs;
  const verdict = ratio >= noticeable ? 'longer' : ratio <= 1 / noticeable ? 'shorter' : 'keep';
  return {
    ttlMs: verdict === 'keep' ? ttlMs : advised,
    verdict,
    changesEveryMs: Math.round(1 / perMs),
    reloads,
    changed,
  };
}

/** Solves (1 - e^-x) / x = freshness for x by bisection. */
function freshFor(freshness: number): number {
  let [low, high] = [1e-6, 50];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (-Math.expm1(-middle) / middle > freshness) low = middle;
    else high = middle;
  }
  return low;
}
