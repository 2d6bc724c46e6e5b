import { missing, type Figure } from '../figure.js';

/** Subscribers as counted at a time. */
export interface CountedSubscribers {
  readonly at: Date;
  readonly subscribers: number;
}

/** A net change, taken apart. `unexplained` is what neither joins nor leaves account for. */
export interface GrowthParts {
  readonly net: number;
  readonly joins: number;
  readonly leaves: number;
  readonly unexplained: number;
}

/**
 * Subscribers = the count that Telegram gives at a time, in people. Counted, not estimated: without an interval.
 * Source: the Bot API's `getChatMemberCount`, as all products show it. Missing with `not-collected-yet` without a count.
 */
export function subscribersAt(count: CountedSubscribers | null): Figure {
  if (count === null) return missing('not-collected-yet');
  return {
    available: true,
    value: count.subscribers,
    window: { from: count.at, to: count.at },
    sampleSize: 1,
  };
}

/**
 * Growth = later count − earlier count: net change of subscribers between two counts, in people. Counted, not estimated.
 * Missing with `no-subscribers` without the later count, `history-too-short` without the earlier one.
 * Source: TGStat's and Telegram's own statistics count growth so.
 */
export function netChange(earlier: CountedSubscribers | null, later: CountedSubscribers | null): Figure {
  if (later === null) return missing('no-subscribers');
  if (earlier === null) return missing('history-too-short');
  return {
    available: true,
    value: later.subscribers - earlier.subscribers,
    window: { from: earlier.at, to: later.at },
    sampleSize: 2,
  };
}

/**
 * Takes a net change apart: net = joins − leaves + unexplained. Telegram's reports of joins are lossy, so the rest is shown
 * instead of hidden.
 */
export function growthParts(net: number, joins: number, leaves: number): GrowthParts {
  return { net, joins, leaves, unexplained: net - joins + leaves };
}

/** Joins and leaves that Telegram reported between two counts. */
export interface ReportedMembership {
  readonly joins: number;
  readonly leaves: number;
}

/** A growth figure taken apart; where it is missing there is nothing to explain. */
export type Growth =
  | (Figure & { readonly available: false })
  | (Figure & { readonly available: true; readonly parts: GrowthParts });

/**
 * Growth with its parts: net change between two counts, with what the joins and leaves reported between them explain of it.
 * Missing as `netChange` is. Source: as `netChange`; the unexplained part is ours.
 */
export function growthBetween(
  earlier: CountedSubscribers | null,
  later: CountedSubscribers | null,
  reported: ReportedMembership,
): Growth {
  const net = netChange(earlier, later);
  if (!net.available) return net;
  return { ...net, parts: growthParts(net.value, reported.joins, reported.leaves) };
}
