/** Where figures are read. */
export type SourceName = 'bot-api' | 'preview' | 'mtproto';

/** The figures a source can give at all, for a channel that it can see. */
export type FigureKind = 'subscribers' | 'posts' | 'views' | 'forwards' | 'reactions';

/** A channel to read. A source says which of both it needs. */
export interface ChannelRef {
  /** Decimal string. */
  readonly id: string;
  /** Without the `@`; undefined for a private channel. */
  readonly username?: string | undefined;
}

/**
 * A count as a source shows it: exact where `low` equals `high`, otherwise any number between both. `value` is the number
 * the text reads as, `shown` the text itself.
 */
export interface ShownCount {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly shown: string;
}

/** A channel at a time. What the source lacks, or would have to ask for once more, is absent. */
export interface ChannelReading {
  readonly source: SourceName;
  readonly at: Date;
  readonly title?: string | undefined;
  /** Without the `@`. */
  readonly username?: string | undefined;
  readonly subscribers?: ShownCount | undefined;
}

/** One reaction of a post. Key: an emoji, `custom:<id>`, or `paid`. */
export interface ReactionReading {
  readonly key: string;
  readonly count: ShownCount;
}

/** What a post mainly is. An album is named after its first item. */
export type PostKind =
  | 'text'
  | 'photo'
  | 'video'
  | 'animation'
  | 'video-note'
  | 'voice'
  | 'audio'
  | 'document'
  | 'sticker'
  | 'poll'
  | 'location'
  | 'contact'
  | 'story'
  | 'giveaway'
  | 'other';

/** A post at a time; an album is one post. A figure the source lacks is null or absent, never 0. */
export interface PostReading {
  readonly source: SourceName;
  readonly at: Date;
  /** Of an album, its first item's. */
  readonly messageId: number;
  /** All items of an album, ascending, the first included; empty for a single message. */
  readonly albumMessageIds: readonly number[];
  readonly postedAt: Date;
  /** The source says that it was edited; the moment only where it tells. */
  readonly edited: boolean;
  readonly editedAt?: Date | undefined;
  readonly kind: PostKind;
  /** The text's beginning, at most 120 characters. */
  readonly excerpt: string;
  readonly views: ShownCount | null;
  readonly forwards?: number | undefined;
  readonly replies?: number | undefined;
  /** Absent when the source can't see reactions; empty when it sees that there are none. */
  readonly reactions?: readonly ReactionReading[] | undefined;
}

/** Which posts to read. */
export interface PostsQuery {
  /** Posts older than this are left out, and end the reading. */
  readonly since?: Date | undefined;
  /** At most so many posts, newest first. @default 100 */
  readonly limit?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Limits of one call. */
export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * A place that figures come from. All behave alike (`source.contract.ts`): what they lack is absent, what they can't read is
 * a `SourceError` with a code, and ids are decimal strings.
 */
export interface FigureSource {
  readonly name: SourceName;
  readonly capabilities: ReadonlySet<FigureKind>;
  /** Why the source can't read this channel, or this figure of it; undefined when it can try. Asks nobody. */
  unfitFor(channel: ChannelRef, figure?: FigureKind): UnfitReason | undefined;
  /** @throws SourceError, TelegramError */
  readChannel(channel: ChannelRef, options?: ReadOptions): Promise<ChannelReading>;
  /**
   * Posts, newest first, each once.
   * @throws SourceError `E_SOURCE_NOT_SUPPORTED` when the source has no posts at all; others as they occur
   */
  readPosts(channel: ChannelRef, query?: PostsQuery): AsyncIterable<PostReading>;
}

/** Why a source can't give a figure of a channel. */
export type UnfitReason =
  | 'switched-off'
  | 'private-channel'
  | 'figure-not-offered'
  /** Telegram was found not to give it. */
  | 'not-supported'
  /** Telegram asked for a pause. */
  | 'resting'
  /** Telegram refuses the login. */
  | 'not-authorized';
