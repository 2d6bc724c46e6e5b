/** Where a figure was read. */
export type SnapshotSource = 'bot-api' | 'preview' | 'mtproto';

/** A channel's subscribers at a time. The first figure of a time and source stands; repeating it changes nothing. */
export interface ChannelSnapshot {
  readonly channelId: string;
  readonly takenAt: Date;
  readonly source: SnapshotSource;
  readonly subscribers: number;
}

/** A post's figures at a time; null where the source doesn't give one. */
export interface PostSnapshot {
  readonly channelId: string;
  readonly messageId: number;
  readonly postedAt: Date;
  readonly takenAt: Date;
  readonly source: SnapshotSource;
  readonly views: number | null;
  /** The range that the shown text stands for; equal to `views` where the figure is exact. */
  readonly viewsLow: number | null;
  readonly viewsHigh: number | null;
  /** The text as shown, such as `12.3K`; null where the source gives a number. */
  readonly viewsShown: string | null;
  readonly forwards: number | null;
  readonly replies: number | null;
}

/** What storing snapshots changed. */
export interface StoredSnapshots {
  /** Rows that were new. */
  readonly stored: number;
  /** Channels with new figures: their caches are stale. */
  readonly changedChannels: readonly string[];
}
