import { missing, type Figure, type FigureWindow } from '../figure.js';
import { oneEach } from '../one-each.js';
import { shareInterval } from '../statistics/intervals.js';

const dayMs = 86_400_000;

/** Somebody who joined by a campaign's link. A second row of the same person and join counts once. */
export interface CampaignMember {
  /** Any stable key of the person, such as a keyed hash. */
  readonly memberKey: string;
  readonly joinedAt: Date;
  /** Null while they are still there. */
  readonly leftAt: Date | null;
}

/**
 * Churn = left within `days` days ÷ joined, as a share of those who joined by a campaign's link in a window. Who joined less
 * than `days` before `knownUntil` doesn't take part: they can't be judged yet. Interval: Wilson's, 95 %. Source: Telemetr.
 * Missing with `not-enough-data` (nobody joined) or `history-too-short` (nobody long enough ago).
 * @param knownUntil up to when leaves are known @default the window's end
 */
export function churn(
  members: readonly CampaignMember[],
  days: number,
  window: FigureWindow,
  knownUntil = window.to,
): Figure {
  const joined = joinsWithin(members, window);
  if (joined.length === 0) return missing('not-enough-data');
  const old = joined.filter(({ joinedAt }) => joinedAt.getTime() + days * dayMs <= knownUntil.getTime());
  if (old.length === 0) return missing('history-too-short');
  const left = old.filter((member) => leftWithin(member, days)).length;
  return {
    available: true,
    value: left / old.length,
    window,
    sampleSize: old.length,
    interval: shareInterval(left, old.length),
  };
}

/**
 * Net CPS (cost per subscriber) = cost ÷ (joins − leaves within 24 hours), in the cost's currency. Who joined less than 24
 * hours ago counts as staying until they leave. What was paid, over who was counted: no estimate, so without an interval.
 * Source: Adstat.
 * Missing with `no-cost` where none is known, `not-enough-data` when nobody stayed to share it.
 */
export function netCostPerSubscriber(
  cost: number | null,
  members: readonly CampaignMember[],
  window: FigureWindow,
): Figure {
  if (cost === null) return missing('no-cost');
  const joined = joinsWithin(members, window);
  const stayed = joined.filter((member) => !leftWithin(member, 1)).length;
  if (stayed === 0) return missing('not-enough-data');
  return { available: true, value: cost / stayed, window, sampleSize: joined.length };
}

/** Each join of a window once. Of two rows of one join, the one that knows of an earlier leave knows more. */
function joinsWithin(members: readonly CampaignMember[], { from, to }: FigureWindow): CampaignMember[] {
  return oneEach(
    members.filter(({ joinedAt }) => joinedAt >= from && joinedAt < to),
    ({ joinedAt, memberKey }) => `${joinedAt.getTime()} ${memberKey}`,
    (one, other) => (leaveTime(one) <= leaveTime(other) ? one : other),
  );
}

function leaveTime({ leftAt }: CampaignMember): number {
  return leftAt?.getTime() ?? Number.POSITIVE_INFINITY;
}

function leftWithin({ joinedAt, leftAt }: CampaignMember, days: number): boolean {
  return leftAt !== null && leftAt.getTime() - joinedAt.getTime() <= days * dayMs;
}
