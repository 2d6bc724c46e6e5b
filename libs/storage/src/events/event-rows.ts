import type { InviteLinkSeen, PostEvent, ReactionCounts } from './event.types.js';

const excerptLength = 120;

/** The text's first 120 characters; an emoji is never cut in half. */
export function excerptOf(text: string): string {
  return Array.from(text).slice(0, excerptLength).join('');
}

/** A post as a row of `posts`. */
export function postRow(event: PostEvent) {
  return {
    channel_id: event.channelId,
    message_id: event.messageId,
    posted_at: event.postedAt,
    edited_at: event.editedAt,
    kind: event.kind,
    media_group_id: event.mediaGroupId,
    // PostgreSQL's text can't hold the NUL character.
    excerpt: excerptOf(event.excerpt.replaceAll('\0', '')),
    content_at: event.editedAt ?? event.postedAt,
    content_update_id: event.updateId,
  };
}

/** A list of reactions as a row of `post_reactions`. */
export function reactionRow(event: ReactionCounts) {
  return {
    channel_id: event.channelId,
    message_id: event.messageId,
    at: event.at,
    update_id: event.updateId,
    total: Object.values(event.counts).reduce((sum, count) => sum + count, 0),
    counts: JSON.stringify(event.counts),
  };
}

/** A link as a row of `invite_links`. */
export function inviteLinkRow(link: InviteLinkSeen) {
  return {
    channel_id: link.channelId,
    link: link.link,
    name: link.name,
    created_by: link.createdBy ?? null,
    expires_at: link.expiresAt,
    member_limit: link.memberLimit,
    is_revoked: link.isRevoked,
    seen_at: link.seenAt,
  };
}

/** Keeps one row a key: the one that `isNewer` prefers. A batch may hold a key only once. */
export function newestByKey<Row>(
  rows: readonly Row[],
  key: (row: Row) => string,
  isNewer: (candidate: Row, known: Row) => boolean,
): Row[] {
  const byKey = new Map<string, Row>();
  for (const row of rows) {
    const known = byKey.get(key(row));
    if (known === undefined || isNewer(row, known)) byKey.set(key(row), row);
  }
  return [...byKey.values()];
}

/** Whether version a comes after version b: by time, at the same time by update id. */
export function isLater(aTime: Date, aUpdateId: string, bTime: Date, bUpdateId: string): boolean {
  const difference = aTime.getTime() - bTime.getTime();
  return difference > 0 || (difference === 0 && BigInt(aUpdateId) > BigInt(bUpdateId));
}
