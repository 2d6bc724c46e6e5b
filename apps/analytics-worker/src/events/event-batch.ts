import {
  channelEventOf,
  memberHash,
  type BoostEvent as SeenBoost,
  type ChannelEvent,
  type MemberEvent,
  type PostEvent as SeenPost,
  type ReactionCountEvent,
} from '@analyticbot/telegram';
import type { RawUpdate } from '@analyticbot/contracts';
import { nextPostRead } from '@analyticbot/refresh';
import type {
  BoostEvent,
  ChannelEventsBatch,
  ChannelProfile,
  InviteLinkSeen as StoredInviteLink,
  MembershipEvent,
  PostEvent,
  PostSighting,
  ReactionCounts,
} from '@analyticbot/storage';

/**
 * Turns updates into rows. Updates that say nothing we keep (a single person's reaction, a service message) leave nothing
 * behind. Members become keyed hashes here and nowhere else; who boosted is not kept at all.
 */
export function eventBatchOf(updates: readonly RawUpdate[], memberHashKey: Buffer): ChannelEventsBatch {
  const events = updates.flatMap((update): ChannelEvent[] => {
    const event = channelEventOf(update);
    return 'ignored' in event ? [] : [event];
  });
  const posts = events.filter(isPost);
  const reactions = events.filter((event) => event.type === 'reaction-count');
  const members = events.filter(isMembership);
  const boosts = events.filter(isBoost);
  return {
    channels: [...posts, ...reactions, ...members, ...boosts].flatMap(profileOf),
    posts: posts.map(postOf),
    reactions: reactions.map(reactionOf),
    memberships: members.map((event) => membershipOf(event, memberHashKey)),
    inviteLinks: members.flatMap((event) => linkOf(event, memberHashKey)),
    sightings: [...posts, ...reactions].flatMap(sightingOf),
    boosts: boosts.map(boostOf),
  };
}

function isPost(event: ChannelEvent): event is SeenPost {
  return event.type === 'post' || event.type === 'post-edited';
}

function isMembership(event: ChannelEvent): event is MemberEvent {
  return event.type === 'member-joined' || event.type === 'member-left';
}

function isBoost(event: ChannelEvent): event is SeenBoost {
  return event.type === 'boost' || event.type === 'boost-removed';
}

function profileOf(event: ChannelEvent): ChannelProfile[] {
  const { channelId, channel, at } = event;
  if (channel.type === 'group') return [];
  const { username, title, type: kind } = channel;
  return [{ id: channelId, username, title, kind, seenAt: new Date(at) }];
}

function postOf(event: SeenPost): PostEvent {
  const { channelId, messageId, kind, mediaGroupId, excerpt, updateId } = event;
  return {
    channelId,
    messageId,
    kind,
    mediaGroupId,
    excerpt,
    updateId,
    postedAt: new Date(event.postedAt),
    editedAt: event.editedAt === null ? null : new Date(event.editedAt),
  };
}

function reactionOf({ channelId, messageId, at, updateId, counts }: ReactionCountEvent): ReactionCounts {
  return { channelId, messageId, at: new Date(at), updateId, counts };
}

/** What is edited or reacted to is there. A new post tells nothing of that kind: nobody can have missed it before. */
function sightingOf(event: SeenPost | ReactionCountEvent): PostSighting[] {
  const { type, channelId, messageId, at } = event;
  return type === 'post' ? [] : [{ channelId, messageId, at: new Date(at) }];
}

function boostOf({ channelId, boostId, at, source, expiresAt }: SeenBoost): BoostEvent {
  const until = expiresAt === null ? null : new Date(expiresAt);
  return { channelId, boostId, at: new Date(at), source, expiresAt: until };
}

function membershipOf(event: MemberEvent, key: Buffer): MembershipEvent {
  return {
    channelId: event.channelId,
    updateId: event.updateId,
    at: new Date(event.at),
    kind: event.type === 'member-joined' ? 'join' : 'leave',
    memberHash: memberHash(key, event.userId),
    inviteLink: event.inviteLink?.link ?? null,
    via: event.via,
  };
}

function linkOf(event: MemberEvent, key: Buffer): StoredInviteLink[] {
  const seen = event.inviteLink;
  if (seen === null) return [];
  return [
    {
      channelId: event.channelId,
      link: seen.link,
      name: seen.name,
      createdBy: seen.createdBy === null ? null : memberHash(key, seen.createdBy),
      expiresAt: seen.expiresAt === null ? null : new Date(seen.expiresAt),
      memberLimit: seen.memberLimit,
      isRevoked: seen.isRevoked,
      seenAt: new Date(event.at),
    },
  ];
}

/** When the posts that a batch brought want to be read for the first time. An edit says nothing about views. */
export function firstReadsOf({ posts = [] }: ChannelEventsBatch): { id: string; at: Date }[] {
  return posts.flatMap(({ channelId, postedAt, editedAt }) => {
    const first = nextPostRead({ postedAt: postedAt.getTime(), readAt: null }, 'watched');
    return editedAt !== null || first === null ? [] : [{ id: channelId, at: new Date(first.latest) }];
  });
}

/** Channels whose administrators may have changed with one of these updates, each once. */
export function channelsWithChangedAdministrators(updates: readonly RawUpdate[]): string[] {
  const changed = updates.flatMap((update) => {
    const change = update['chat_member'] as AdministratorChange | undefined;
    const statuses = [change?.old_chat_member?.status, change?.new_chat_member?.status];
    const concerns = statuses.some((status) => status === 'administrator' || status === 'creator');
    return concerns && change?.chat?.id !== undefined ? [String(change.chat.id)] : [];
  });
  return [...new Set(changed)];
}

/** The part of a `chat_member` update that says whether somebody's administrator rights changed; nothing is sure about it. */
interface AdministratorChange {
  readonly chat?: { readonly id?: number };
  readonly old_chat_member?: { readonly status?: string };
  readonly new_chat_member?: { readonly status?: string };
}
