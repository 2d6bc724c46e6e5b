import type { SnapshotSource } from '../snapshots/snapshot.types.js';

/** A channel whose turn has come. */
export interface DueCandidate {
  readonly id: string;
  /** Whose channel it is: its creator where known, else one of its administrators, else the channel itself. */
  readonly owner: string;
  readonly username: string | null;
  readonly nextCollectAt: Date;
  readonly lastCollectedAt: Date | null;
}

/** When a post, or an album as one post, was published and last looked for. */
export interface PostTimes {
  readonly channelId: string;
  readonly postedAt: Date;
  /** Null: never looked for. */
  readonly readAt: Date | null;
}

/** What is known of a message's figures. */
export interface KnownPost {
  /** Its lowest one, where it is an album. */
  readonly messageId: number;
  readonly mediaGroupId: string | null;
  readonly postedAt: Date;
  readonly views: number | null;
  readonly viewsLow: number | null;
  readonly viewsHigh: number | null;
  readonly viewsShown: string | null;
  readonly viewsSource: SnapshotSource | null;
  readonly forwards: number | null;
  readonly replies: number | null;
  /** When its figures were last looked for, whether they had changed or not; null: never. */
  readonly readAt: Date | null;
  /** The time of its newest stored snapshot of that source; null: none. */
  readonly storedAt: Date | null;
}
