import type { ChannelReading, PostReading } from '@analyticbot/telegram';
import type {
  ChannelSnapshot,
  PostEvent,
  PostSighting,
  PostSnapshot,
  ReactionCounts,
} from '@analyticbot/storage';

/** A reading of a channel as a row; undefined when the source gave no subscribers. */
export function channelSnapshotOf(
  channelId: string,
  reading: ChannelReading,
  sourceReason: string,
): ChannelSnapshot | undefined {
  if (reading.subscribers === undefined) return undefined;
  const { at: takenAt, source, subscribers } = reading;
  return { channelId, takenAt, source, sourceReason, subscribers: subscribers.value };
}

/** A read post as rows, one a message: an album's items share a group, so that they count once. */
export function postEventsOf(channelId: string, post: PostReading): PostEvent[] {
  const { albumMessageIds: album, messageId, postedAt, editedAt, kind, excerpt } = post;
  const ids = album.length === 0 ? [messageId] : album;
  return ids.map((id) => ({
    channelId,
    messageId: id,
    postedAt,
    editedAt: editedAt ?? null,
    kind,
    mediaGroupId: album.length === 0 ? null : `preview-${messageId}`,
    excerpt: id === messageId ? excerpt : '',
    updateId: '0',
  }));
}

/** A read post as a sign that its messages are there. */
export function sightingsOf(channelId: string, post: PostReading): PostSighting[] {
  const ids = post.albumMessageIds.length === 0 ? [post.messageId] : post.albumMessageIds;
  return ids.map((messageId) => ({ channelId, messageId, at: post.at }));
}

/** A read post's figures; nothing when the source gave no views. */
export function postSnapshotsOf(channelId: string, post: PostReading, sourceReason: string): PostSnapshot[] {
  const { views, messageId, postedAt, at, source, forwards, replies } = post;
  if (views === null) return [];
  return [
    {
      channelId,
      messageId,
      postedAt,
      takenAt: at,
      source,
      sourceReason,
      views: views.value,
      viewsLow: views.low,
      viewsHigh: views.high,
      viewsShown: views.low === views.high ? null : views.shown,
      forwards: forwards ?? null,
      replies: replies ?? null,
    },
  ];
}

/** A read post's reactions; nothing when the source can't see them or rounds them: updates give the exact counts. */
export function reactionsOf(channelId: string, post: PostReading): ReactionCounts[] {
  const { reactions, messageId, at } = post;
  if (reactions === undefined || reactions.some(({ count }) => count.low !== count.high)) return [];
  const counts = Object.fromEntries(reactions.map(({ key, count }) => [key, count.value]));
  return [{ channelId, messageId, at, updateId: '0', counts }];
}
