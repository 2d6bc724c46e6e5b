/** Where a figure was read. */
export type SnapshotSource = 'bot-api' | 'preview' | 'mtproto';

/** What every stored figure remembers of where it came from. */
interface Sourced {
  readonly source: SnapshotSource;
  /**
   * Why that source was picked by the look that recorded the figure: `preferred`, or the better ones with what was wrong with
   * each, such as `mtproto:switched-off`. At most 100 characters; absent where nobody picked.
   */
  readonly sourceReason?: string | undefined;
}

/** A channel's subscribers at a time. The first figure of a time and source stands; repeating it changes nothing. */
export interface ChannelSnapshot extends Sourced {
  readonly channelId: string;
  readonly takenAt: Date;
  readonly subscribers: number;
}

/** A reading of a post's views at a time, with what else its source gives; null where it doesn't. */
export interface PostSnapshot extends Sourced {
  readonly channelId: string;
  readonly messageId: number;
  readonly postedAt: Date;
  readonly takenAt: Date;
  readonly views: number;
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
