import type { SnapshotSource } from '../snapshots/snapshot.types.js';

/** Subscribers as counted at a time. */
export interface SubscriberPoint {
  readonly at: Date;
  readonly subscribers: number;
  /** Null behind the retention's horizon: rollups don't keep it. */
  readonly source: SnapshotSource | null;
}

/** Subscribers around the moments a change is measured between; null where no snapshot is near enough. */
export interface SubscriberPoints {
  readonly now: SubscriberPoint | null;
  readonly hours24: SubscriberPoint | null;
  readonly days7: SubscriberPoint | null;
  readonly days30: SubscriberPoint | null;
}

/** One day (UTC) of a channel, as rolled up. Null: nothing was recorded that day, which is not zero. */
export interface ChannelDay {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly firstSubscribers: number | null;
  readonly firstAt: Date | null;
  readonly lastSubscribers: number | null;
  readonly lastAt: Date | null;
  readonly minSubscribers: number | null;
  readonly maxSubscribers: number | null;
  /** Snapshots of the day. */
  readonly samples: number;
  readonly joins: number;
  readonly leaves: number;
  /** Views that all posts gained that day. */
  readonly viewsGained: number | null;
  /** Posts published that day, an album once; null when none is known. */
  readonly posts: number | null;
}

/** What charts and forecasts need of a day. */
export type DayFigures = Pick<
  ChannelDay,
  'day' | 'lastSubscribers' | 'joins' | 'leaves' | 'viewsGained' | 'posts'
>;

/** A span of days. Null: nothing of the kind was recorded in it, which is not zero. */
export interface SpanFigures {
  /** Days that have any figure. */
  readonly days: number;
  readonly firstSubscribers: number | null;
  readonly lastSubscribers: number | null;
  readonly joins: number;
  readonly leaves: number;
  readonly viewsGained: number | null;
  readonly posts: number | null;
}

/** A span of days and the one of the same length before it. */
export interface Growth {
  readonly current: SpanFigures | null;
  readonly before: SpanFigures | null;
}

/** A post, or an album by the item that gained the most, with what it gained in a span of days. */
export interface GainingPost {
  readonly messageId: number;
  readonly mediaGroupId: string | null;
  readonly viewsGained: number;
  readonly postedAt: Date;
  readonly kind: string | null;
  readonly excerpt: string | null;
}

/** A post, or an album as one post: its views, forwards and replies are the most any item has. */
export interface PostReport {
  readonly channelId: string;
  /** The lowest of its items. */
  readonly messageId: number;
  readonly mediaGroupId: string | null;
  /** Messages it consists of: 1, or the album's number of items. */
  readonly items: number;
  readonly postedAt: Date;
  readonly editedAt: Date | null;
  readonly kind: string;
  readonly excerpt: string;
  /** Null: no source has given views yet. */
  readonly views: number | null;
  readonly viewsLow: number | null;
  readonly viewsHigh: number | null;
  readonly viewsShown: string | null;
  readonly viewsSource: SnapshotSource | null;
  readonly viewsAt: Date | null;
  readonly forwards: number | null;
  readonly replies: number | null;
  /** Sum over its items; null when no reactions were reported. */
  readonly reactions: number | null;
}

/** A window of time: `from` belongs to it, `to` doesn't. */
export interface ReportWindow {
  readonly from: Date;
  readonly to: Date;
}

/** Joins and leaves that were reported from `from` (belongs to it) to `to` (doesn't). */
export interface WindowMembership extends ReportWindow {
  readonly joins: number;
  readonly leaves: number;
}

/** How much of a window has subscriber snapshots. */
export interface SnapshotCoverage {
  /** The channel's first snapshot ever that is still known, in the window or before. */
  readonly firstSnapshotAt: Date | null;
  readonly daysWithData: number;
  /** Calendar days (UTC) that the window touches. */
  readonly daysInWindow: number;
}

/** Views of a post at an age, with the snapshots on both sides of it; null where there is none. */
export interface ViewsAtAge {
  readonly messageId: number;
  readonly postedAt: Date;
  readonly before: { readonly at: Date; readonly views: number } | null;
  readonly after: { readonly at: Date; readonly views: number } | null;
}
