/** What a part is worth, and the ratio that earns all of it. */
export interface Weight {
  readonly weight: number;
  readonly goal: number;
}

/**
 * The parts of the score, by id; the weights add up to 100. A goal is what the part is there for, not what was measured
 * once: ten times as fast where a claim says so, not slower than the usual way where ours does more for the same time.
 */
export const weights: Readonly<Record<string, Weight>> = {
  'report-speed-up': { weight: 30, goal: 10 },
  'cache-l1-over-redis-get': { weight: 15, goal: 10 },
  'cache-l2-over-redis-get': { weight: 10, goal: 0.5 },
  'request-reply-over-nest-redis': { weight: 25, goal: 1 },
  'ingest-batch-over-row-by-row': { weight: 20, goal: 10 },
};

/** Points of one part: in proportion to the ratio, all of them from the goal on. */
export function pointsOf(ratio: number, { weight, goal }: Weight): number {
  return weight * Math.min(1, Math.max(0, ratio / goal));
}

/**
 * The score, 0 to 100, from the parts' ratios by id.
 * @throws Error when a part is missing: a score of some parts is no score
 */
export function scoreOf(ratios: Readonly<Record<string, number>>): number {
  return Object.entries(weights).reduce((sum, [id, weight]) => {
    const ratio = ratios[id];
    if (ratio === undefined) throw new Error(`The part "${id}" was not measured.`);
    return sum + pointsOf(ratio, weight);
  }, 0);
}
