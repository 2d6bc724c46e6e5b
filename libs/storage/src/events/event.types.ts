import type { BoostEvent } from '../boosts/boost.types.js';
import type { ChannelProfile } from '../channels/channel.types.js';

/**
 * A post as seen at a time. `updateId` decides between two versions of the same second; '0' for a version that no update
 * brought.
 */
export interface PostEvent {
  readonly channelId: string;
  readonly messageId: number;
  readonly postedAt: Date;
  readonly editedAt: Date | null;
  /** Such as `text`, `photo`, `video`, `poll`. */
  readonly kind: string;
  /** The items of an album share it. */
  readonly mediaGroupId: string | null;
  /** The text's beginning; cut to 120 characters when stored. */
  readonly excerpt: string;
  readonly updateId: string;
}

/** All reactions of a post at a time: a newer list replaces an older one as a whole. */
export interface ReactionCounts {
  readonly channelId: string;
  readonly messageId: number;
  readonly at: Date;
  readonly updateId: string;
  /** Key: an emoji, `custom:<id>`, or `paid`. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Somebody joined or left. Counted once however often its update arrives. */
export interface MembershipEvent {
  readonly channelId: string;
  readonly updateId: string;
  readonly at: Date;
  readonly kind: 'join' | 'leave';
  /** Keyed hash (HMAC) of the member's id. */
  readonly memberHash: Buffer;
  /** The link's address when one was used. */
  readonly inviteLink: string | null;
  /** Such as `link`, `request`, `folder`; null when Telegram doesn't say. */
  readonly via: string | null;
}

/** An invite link as seen at a time. */
export interface InviteLinkSeen {
  readonly channelId: string;
  readonly link: string;
  readonly name: string | null;
  readonly createdBy?: Buffer | null | undefined;
  readonly expiresAt: Date | null;
  readonly memberLimit: number | null;
  readonly isRevoked: boolean;
  readonly seenAt: Date;
}

/** A post that its source shows no longer. */
export interface PostDeletion {
  readonly channelId: string;
  readonly messageId: number;
  readonly at: Date;
}

/**
 * Something shows that a post is there: it was read, edited, reacted to. One that was taken for deleted at an earlier moment
 * stands again.
 */
export interface PostSighting {
  readonly channelId: string;
  readonly messageId: number;
  readonly at: Date;
}

/** What arrived together; any part may be missing. */
export interface ChannelEventsBatch {
  readonly channels?: readonly ChannelProfile[] | undefined;
  readonly posts?: readonly PostEvent[] | undefined;
  readonly reactions?: readonly ReactionCounts[] | undefined;
  readonly memberships?: readonly MembershipEvent[] | undefined;
  readonly inviteLinks?: readonly InviteLinkSeen[] | undefined;
  readonly deletions?: readonly PostDeletion[] | undefined;
  readonly sightings?: readonly PostSighting[] | undefined;
  readonly boosts?: readonly BoostEvent[] | undefined;
}

/** What a batch changed: nothing of it when everything was known already. */
export interface StoredEvents {
  /** Channels with at least one new figure or text: their caches are stale. */
  readonly changedChannels: readonly string[];
  readonly posts: number;
  readonly reactions: number;
  readonly memberships: number;
  readonly inviteLinks: number;
  readonly boosts: number;
}
