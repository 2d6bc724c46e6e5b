import type { SnapshotSource } from '../../snapshots/snapshot.types.js';

/** A post's views as read at a time. */
export interface ViewsReading {
  readonly at: Date;
  readonly views: number;
}

/** A post, or an album as one post, with the readings on both sides of a moment; null where there is none. */
export interface ViewsAround {
  /** Of an album, its first item's. */
  readonly messageId: number;
  readonly postedAt: Date;
  /** Which of the moments asked for, from 0. */
  readonly moment: number;
  readonly before: ViewsReading | null;
  readonly after: ViewsReading | null;
  /** Who gave the reading before, or else the one after. */
  readonly source: SnapshotSource | null;
}

/** An invite link that people joined by, and the campaign it belongs to where it does. */
export interface LinkOfWindow {
  readonly link: string;
  /** The campaign's name, or else the link's. */
  readonly name: string | null;
  readonly isCampaign: boolean;
  /** In `currency`; null while none is known. */
  readonly cost: number | null;
  readonly currency: string | null;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
}

/** Somebody who joined by a link, and when they left afterwards. */
export interface LinkMember {
  readonly link: string;
  /** The keyed hash of the member's id, in hexadecimal digits. */
  readonly memberKey: string;
  readonly joinedAt: Date;
  /** Null while no leave is known. */
  readonly leftAt: Date | null;
}

/** Joins by a link whose raw rows are retired, and how many of those who joined left within so many days. */
export interface SettledJoins {
  readonly link: string;
  /** The hour of the first of them, its first moment. */
  readonly firstAt: Date;
  readonly joins: number;
  readonly leftWithin: Readonly<Record<1 | 7 | 30, number>>;
}

/** Who joined by some links: each of them, and counts of those that are no longer kept one by one. */
export interface MembersOfLinks {
  readonly members: readonly LinkMember[];
  readonly settled: readonly SettledJoins[];
}

/** Joins by a link in an hour; `hour` counts hours since 1970. */
export interface LinkHour {
  readonly link: string;
  readonly hour: number;
  readonly joins: number;
}
