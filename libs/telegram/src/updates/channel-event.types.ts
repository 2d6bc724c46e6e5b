import type { PostKind } from '../sources/figure-source.js';

/** What all events say. Ids are decimal strings, times ISO 8601 in UTC. */
interface EventBase {
  readonly updateId: string;
  readonly channelId: string;
  readonly at: string;
}

/** The channel as the update names it. */
export interface ChannelName {
  readonly title: string;
  /** Without the `@`; null for a private one. */
  readonly username: string | null;
  readonly type: 'channel' | 'supergroup' | 'group';
}

/** A post appeared or was edited; also an older post that Telegram first shows as edited. */
export interface PostEvent extends EventBase {
  readonly type: 'post' | 'post-edited';
  readonly channel: ChannelName;
  readonly messageId: number;
  readonly postedAt: string;
  readonly editedAt: string | null;
  readonly kind: PostKind;
  readonly mediaGroupId: string | null;
  /** The text's or caption's beginning, at most 120 characters. */
  readonly excerpt: string;
}

/** All reactions of a post at a time: it replaces what was known before. */
export interface ReactionCountEvent extends EventBase {
  readonly type: 'reaction-count';
  readonly channel: ChannelName;
  readonly messageId: number;
  /** Key: an emoji, `custom:<id>`, or `paid`. */
  readonly counts: Readonly<Record<string, number>>;
}

/** The invite link somebody came by. */
export interface InviteLinkSeen {
  readonly link: string;
  readonly name: string | null;
  readonly createdBy: string | null;
  readonly expiresAt: string | null;
  readonly memberLimit: number | null;
  readonly isRevoked: boolean;
  readonly createsJoinRequest: boolean;
}

/** Somebody joined or left. `userId` is for `memberHash`; it must not be kept. */
export interface MemberEvent extends EventBase {
  readonly type: 'member-joined' | 'member-left';
  readonly channel: ChannelName;
  readonly userId: string;
  readonly oldStatus: string;
  readonly newStatus: string;
  readonly inviteLink: InviteLinkSeen | null;
  /** How they came: by a link, a request that was approved, a shared folder; null when Telegram doesn't say. */
  readonly via: 'link' | 'request' | 'folder' | null;
}

/** Somebody asks to join. */
export interface JoinRequestEvent extends EventBase {
  readonly type: 'join-requested';
  readonly channel: ChannelName;
  readonly userId: string;
  readonly inviteLink: InviteLinkSeen | null;
}

/** A boost was added, changed or taken back. */
export interface BoostEvent extends EventBase {
  readonly type: 'boost' | 'boost-removed';
  readonly channel: ChannelName;
  readonly boostId: string;
  readonly source: string;
  /** Null for a removed one. */
  readonly expiresAt: string | null;
}

/** A channel event in our own words. */
export type ChannelEvent = PostEvent | ReactionCountEvent | MemberEvent | JoinRequestEvent | BoostEvent;

/** Why an update holds no event for us. */
export type NoEventReason =
  | 'not-a-channel-event'
  | 'incomplete'
  | 'not-a-channel'
  | 'service-message'
  | 'status-unchanged'
  | 'single-reaction';

/** An update that changes nothing we keep. */
export interface IgnoredEvent {
  readonly ignored: NoEventReason;
}
