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

/** Joins of a window that are no longer kept one by one, all of them long enough ago to be judged; their members are no others'. */
export interface SettledJoins {
  readonly joins: number;
  /** Those of them who left within the days in question. */
  readonly left: number;
}

/** What is known of a campaign besides who joined. */
export interface CampaignKnowledge {
  /** Up to when leaves are known. @default the window's end */
  readonly knownUntil?: Date;
  /** @default none */
  readonly settled?: SettledJoins;
  /** Joins from before this moment are not known any more; null when all are. @default null */
  readonly knownSince?: Date | null;
}

const noneSettled: SettledJoins = { joins: 0, left: 0 };

/**
 * Churn = left within `days` days ÷ joined, as a share of those who joined by a campaign's link in a window. Who joined less
 * than `days` before `knownUntil` doesn't take part: they can't be judged yet. Interval: Wilson's, 95 %. Source: Telemetr.
 * Of a window that begins before joins are known it is the share of those since: its own window says so.
 * Missing with `not-enough-data` (nobody joined), `no-longer-kept` (nobody since joins are known) or `history-too-short` (nobody long enough ago).
 */
export function churn(
  members: readonly CampaignMember[],
  days: number,
  window: FigureWindow,
  { knownUntil = window.to, settled = noneSettled, knownSince = null }: CampaignKnowledge = {},
): Figure {
  const isCut = knownSince !== null && knownSince > window.from;
  const known = isCut ? { from: knownSince, to: window.to } : window;
  const joined = joinsWithin(members, known);
  if (joined.length + settled.joins === 0)
    return isCut ? missing('no-longer-kept', knownSince) : missing('not-enough-data');
  const old = joined.filter(({ joinedAt }) => joinedAt.getTime() + days * dayMs <= knownUntil.getTime());
  const judged = old.length + settled.joins;
  if (judged === 0) return missing('history-too-short');
  const left = old.filter((member) => leftWithin(member, days)).length + settled.left;
  return {
    available: true,
    value: left / judged,
    window: known,
    sampleSize: judged,
    interval: shareInterval(left, judged),
  };
}

/**
 * Net CPS (cost per subscriber) = cost ÷ (joins − leaves within 24 hours), in the cost's currency. Who joined less than 24
 * hours ago counts as staying until they leave. What was paid, over who was counted: no estimate, so without an interval.
 * Source: Adstat.
 * Missing with `no-cost` where none is known, `no-longer-kept` when joins of the window are not known any more (over those that are it would be
 * dearer than it was), `not-enough-data` when nobody stayed to share it.
 * @param knowledge `settled.left` are those who left within 24 hours
 */
export function netCostPerSubscriber(
  cost: number | null,
  members: readonly CampaignMember[],
  window: FigureWindow,
  { settled = noneSettled, knownSince = null }: Omit<CampaignKnowledge, 'knownUntil'> = {},
): Figure {
  if (cost === null) return missing('no-cost');
  if (knownSince !== null && knownSince > window.from) return missing('no-longer-kept', knownSince);
  const joined = joinsWithin(members, window);
  const stayed = joined.filter((member) => !leftWithin(member, 1)).length + settled.joins - settled.left;
  if (stayed === 0) return missing('not-enough-data');
  return { available: true, value: cost / stayed, window, sampleSize: joined.length + settled.joins };
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
