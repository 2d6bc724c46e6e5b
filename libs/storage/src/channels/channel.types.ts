/** A channel as stored. Ids are decimal strings: 64 bits don't fit a JavaScript number. */
export interface Channel {
  readonly id: string;
  /** Without the `@`; null for private channels. */
  readonly username: string | null;
  readonly title: string;
  readonly kind: ChannelKind;
  /** `lost`: the bot has no access any more. */
  readonly status: 'active' | 'lost';
  /** Why it is lost: a stable code, never a person. */
  readonly lostReason: string | null;
  readonly botAdminSince: Date | null;
  /** When an administrator added it; null for a channel that only events speak of so far. */
  readonly registeredAt: Date | null;
  readonly nextCollectAt: Date | null;
  readonly lastCollectedAt: Date | null;
  /** Failed collections since the last good one. */
  readonly failures: number;
  readonly lastErrorCode: string | null;
}

export type ChannelKind = 'channel' | 'supergroup';

/** What is known of a channel's name at a time. A newer profile beats an older one. */
export interface ChannelProfile {
  readonly id: string;
  readonly username: string | null;
  readonly title: string;
  readonly kind?: ChannelKind | undefined;
  readonly seenAt: Date;
}

/** An administrator adds a channel. Repeating it is harmless. */
export interface ChannelRegistration extends ChannelProfile {
  /** Keyed hash of the user who added it. */
  readonly addedBy?: Buffer | null | undefined;
  readonly botAdminSince?: Date | null | undefined;
  /** When to collect first. @default seenAt */
  readonly collectAt?: Date | undefined;
}

/** A person who may manage a channel. */
export interface ChannelAdministrator {
  readonly channelId: string;
  readonly userId: string;
  readonly status: 'creator' | 'administrator';
  /** Telegram's names of the rights held, such as `can_post_messages`. */
  readonly rights: readonly string[];
  /** When Telegram was asked. */
  readonly refreshedAt: Date;
}
