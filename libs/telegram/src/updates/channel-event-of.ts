import type { z } from 'zod';
import { excerptOf } from '../excerpt.js';
import {
  boostRemovedSchema,
  boostSchema,
  joinRequestSchema,
  memberUpdateSchema,
  postSchema,
  reactionCountSchema,
  type ChatSeen,
  type ReactionTypeSeen,
} from './channel-event.schema.js';
import type {
  BoostEvent,
  ChannelEvent,
  ChannelName,
  IgnoredEvent,
  NoEventReason,
} from './channel-event.types.js';
import type { RawUpdate } from './classify-update.js';
import { inviteLinkOf, memberEventOf } from './member-event.js';
import { postKindOf } from './post-kind.js';

const ignored = (reason: NoEventReason): IgnoredEvent => ({ ignored: reason });

/**
 * A raw update in our own words; `{ignored}` with the reason for one that says nothing we keep, incomplete ones included.
 * Never throws.
 */
export function channelEventOf(update: RawUpdate): ChannelEvent | IgnoredEvent {
  const updateId = String(update.update_id);
  if (update['channel_post'] !== undefined) return post(updateId, 'post', update['channel_post']);
  if (update['edited_channel_post'] !== undefined) {
    return post(updateId, 'post-edited', update['edited_channel_post']);
  }
  if (update['message_reaction_count'] !== undefined)
    return reactions(updateId, update['message_reaction_count']);
  // One person's reaction; the totals come as message_reaction_count.
  if (update['message_reaction'] !== undefined) return ignored('single-reaction');
  if (update['chat_member'] !== undefined) {
    return read(memberUpdateSchema, update['chat_member'], (seen, channel) =>
      memberEventOf({ updateId, channelId: seen.chat.id, at: seen.date, channel }, seen),
    );
  }
  if (update['chat_join_request'] !== undefined) return joinRequest(updateId, update['chat_join_request']);
  if (update['chat_boost'] !== undefined) return boost(updateId, update['chat_boost']);
  if (update['removed_chat_boost'] !== undefined) return boostRemoved(updateId, update['removed_chat_boost']);
  return ignored('not-a-channel-event');
}

/** Reads a content by its schema and goes on only for a channel or a group: a private chat has no figures. */
function read<T extends { chat: ChatSeen }>(
  schema: z.ZodType<T>,
  content: unknown,
  map: (seen: T, channel: ChannelName) => ChannelEvent | IgnoredEvent,
): ChannelEvent | IgnoredEvent {
  const parsed = schema.safeParse(content);
  if (!parsed.success) return ignored('incomplete');
  const { type, title, username } = parsed.data.chat;
  if (type === 'private') return ignored('not-a-channel');
  return map(parsed.data, { type, title, username: username ?? null });
}

function post(updateId: string, type: 'post' | 'post-edited', content: unknown): ChannelEvent | IgnoredEvent {
  return read(postSchema, content, (seen, channel) => {
    const kind = postKindOf(seen);
    if (kind === undefined) return ignored('service-message');
    return {
      type,
      updateId,
      channelId: seen.chat.id,
      channel,
      at: seen.edit_date ?? seen.date,
      messageId: seen.message_id,
      postedAt: seen.date,
      editedAt: seen.edit_date ?? null,
      kind,
      mediaGroupId: seen.media_group_id ?? null,
      excerpt: excerptOf(seen.text ?? seen.caption ?? ''),
    };
  });
}

function reactions(updateId: string, content: unknown): ChannelEvent | IgnoredEvent {
  return read(reactionCountSchema, content, (seen, channel) => ({
    type: 'reaction-count',
    updateId,
    channelId: seen.chat.id,
    channel,
    at: seen.date,
    messageId: seen.message_id,
    counts: Object.fromEntries(
      seen.reactions.map(({ type, total_count: count }) => [reactionKey(type), count]),
    ),
  }));
}

function reactionKey(type: ReactionTypeSeen): string {
  if (type.type === 'emoji') return type.emoji;
  return type.type === 'custom_emoji' ? `custom:${type.custom_emoji_id}` : 'paid';
}

function joinRequest(updateId: string, content: unknown): ChannelEvent | IgnoredEvent {
  return read(joinRequestSchema, content, (seen, channel) => ({
    type: 'join-requested',
    updateId,
    channelId: seen.chat.id,
    channel,
    at: seen.date,
    userId: seen.from.id,
    inviteLink: inviteLinkOf(seen.invite_link),
  }));
}

function boost(updateId: string, content: unknown): ChannelEvent | IgnoredEvent {
  return read(boostSchema, content, ({ chat, boost: given }, channel): BoostEvent => ({
    type: 'boost',
    updateId,
    channelId: chat.id,
    channel,
    at: given.add_date,
    boostId: given.boost_id,
    source: given.source.source,
    expiresAt: given.expiration_date,
  }));
}

function boostRemoved(updateId: string, content: unknown): ChannelEvent | IgnoredEvent {
  return read(boostRemovedSchema, content, (seen, channel): BoostEvent => ({
    type: 'boost-removed',
    updateId,
    channelId: seen.chat.id,
    channel,
    at: seen.remove_date,
    boostId: seen.boost_id,
    source: seen.source.source,
    expiresAt: null,
  }));
}
