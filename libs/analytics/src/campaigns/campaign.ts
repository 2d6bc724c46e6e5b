import { missing, type Figure, type FigureInterval, type FigureWindow } from '../figure.js';

const dayMs = 86_400_000;
/** The normal distribution's quantile of a 95 % interval. */
const z = 1.96;

/** Somebody who joined by a campaign's link. A second row of the same person and join counts once. */
export interface CampaignMember {
  /** Any stable key of the person, such as a keyed hash. */
  readonly memberKey: string;
  readonly joinedAt: Date;
  /** Null while they are still there. */
  readonly leftAt: Date | null;
}

/**
 * Churn of a campaign, as a share: of those who joined by its link in a window, how many left within `days` days. Who joined
 * less than `days` ago when the window ends doesn't take part: they can't be judged yet. Interval: Wilson's, 95 %.
 * Source: Telemetr.
 * Missing with `not-enough-data` (nobody joined) or `history-too-short` (nobody long enough ago).
 */
export function churn(members: readonly CampaignMember[], days: number, window: FigureWindow): Figure {
  const joined = joinsWithin(members, window);
  if (joined.length === 0) return missing('not-enough-data');
  const old = joined.filter(({ joinedAt }) => joinedAt.getTime() + days * dayMs <= window.to.getTime());
  if (old.length === 0) return missing('history-too-short');
  const left = old.filter((member) => leftWithin(member, days)).length;
  return {
    available: true,
    value: left / old.length,
    window,
    sampleSize: old.length,
    interval: wilson(left, old.length),
  };
}

/**
 * Net cost per subscriber: cost ÷ (joins − leaves within 24 hours), in the cost's currency. Who joined less than 24 hours
 * before the window ends counts as staying until they leave. Source: Adstat.
 * Missing with `not-enough-data` when nobody stayed to share the cost.
 */
export function netCostPerSubscriber(
  cost: number,
  members: readonly CampaignMember[],
  window: FigureWindow,
): Figure {
  const joined = joinsWithin(members, window);
  const stayed = joined.filter((member) => !leftWithin(member, 1)).length;
  if (stayed === 0) return missing('not-enough-data');
  return { available: true, value: cost / stayed, window, sampleSize: joined.length };
}

function joinsWithin(members: readonly CampaignMember[], { from, to }: FigureWindow): CampaignMember[] {
  const joins = new Map<string, CampaignMember>();
  for (const member of members) {
    if (member.joinedAt < from || member.joinedAt >= to) continue;
    const key = `${member.joinedAt.getTime()} ${member.memberKey}`;
    const known = joins.get(key);
    // Of two rows of one join, the one that knows of an earlier leave knows more.
    if (known === undefined || leaveTime(member) < leaveTime(known)) joins.set(key, member);
  }
  return [...joins.values()];
}

function leaveTime({ leftAt }: CampaignMember): number {
  return leftAt?.getTime() ?? Number.POSITIVE_INFINITY;
}

function leftWithin({ joinedAt, leftAt }: CampaignMember, days: number): boolean {
  return leftAt !== null && leftAt.getTime() - joinedAt.getTime() <= days * dayMs;
}

/** Wilson's score interval (1927): stays within 0 and 1 for small samples too. */
function wilson(hits: number, all: number): FigureInterval {
  const share = hits / all;
  const middle = (share + z ** 2 / (2 * all)) / (1 + z ** 2 / all);
  const margin = (z / (1 + z ** 2 / all)) * Math.sqrt((share * (1 - share)) / all + z ** 2 / (4 * all ** 2));
  return { low: Math.max(0, middle - margin), high: Math.min(1, middle + margin), level: 0.95 };
}
