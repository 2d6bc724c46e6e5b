import type { UpsertSpec } from '@analyticbot/pooling';
import { postDay } from '../rollups/count-posts.sql.js';
import { periods, type Period } from '../rollups/periods.sql.js';
import { columns, horizonOf } from '../schema/sql-types.js';

/** A post's content: the version with the later time wins, at the same second the one with the higher update id. */
export const postUpsert: UpsertSpec = {
  table: 'posts',
  columns: columns({
    channel_id: 'bigint',
    message_id: 'int',
    posted_at: 'timestamptz',
    edited_at: 'timestamptz',
    kind: 'text',
    media_group_id: 'text',
    excerpt: 'text',
    content_at: 'timestamptz',
    content_update_id: 'bigint',
  }),
  conflict: ['channel_id', 'message_id'],
  update: ['edited_at', 'kind', 'media_group_id', 'excerpt', 'content_at', 'content_update_id'],
  where: `t.content_at IS NULL OR (t.content_at, t.content_update_id) < (EXCLUDED.content_at, EXCLUDED.content_update_id)`,
  returning: `t.channel_id, ${postDay} AS day`,
};

/** All reactions of a post as one value: a newer list replaces an older one as a whole, in whatever order they arrive. */
export const reactionUpsert: UpsertSpec = {
  table: 'post_reactions',
  columns: columns({
    channel_id: 'bigint',
    message_id: 'int',
    at: 'timestamptz',
    update_id: 'bigint',
    total: 'int',
    counts: 'jsonb',
  }),
  conflict: ['channel_id', 'message_id'],
  update: ['at', 'update_id', 'total', 'counts'],
  where: `(t.at, t.update_id) < (EXCLUDED.at, EXCLUDED.update_id)`,
  returning: 't.channel_id',
};

/** An invite link's state; `created_by` stays once known. */
export const inviteLinkUpsert: UpsertSpec = {
  table: 'invite_links',
  columns: columns({
    channel_id: 'bigint',
    link: 'text',
    name: 'text',
    created_by: 'bytea',
    expires_at: 'timestamptz',
    member_limit: 'int',
    is_revoked: 'boolean',
    seen_at: 'timestamptz',
  }),
  conflict: ['channel_id', 'link'],
  update: {
    name: 'EXCLUDED.name',
    created_by: 'coalesce(t.created_by, EXCLUDED.created_by)',
    expires_at: 'EXCLUDED.expires_at',
    member_limit: 'EXCLUDED.member_limit',
    is_revoked: 'EXCLUDED.is_revoked',
    seen_at: 'EXCLUDED.seen_at',
  },
  where: 't.seen_at < EXCLUDED.seen_at',
  returning: 't.channel_id',
};

const count = ({ table, key, of }: Period) => `
  INSERT INTO ${table} AS t (channel_id, ${key}, joins, leaves)
  SELECT channel_id, ${of('at')}, count(*) FILTER (WHERE kind = 'join'), count(*) FILTER (WHERE kind = 'leave')
  FROM fresh GROUP BY 1, 2 ORDER BY 1, 2
  ON CONFLICT (channel_id, ${key}) DO UPDATE SET joins = t.joins + EXCLUDED.joins, leaves = t.leaves + EXCLUDED.leaves`;

/** Counts joins and leaves into hours and days: `from` gives `channel_id, at, kind` of new ones. */
export const countMemberships = (from: string) => `
  WITH fresh AS (${from}),
  ${periods.map((period) => `${period.key}s AS (${count(period)})`).join(',\n')}
  SELECT channel_id::text FROM fresh`;

/** New joins and leaves, counted into their hour and day in the same statement: one that was stored before gives no row to count. */
export const membershipStatement = countMemberships(`
  INSERT INTO membership_events (channel_id, at, update_id, kind, member_hash, invite_link, via)
  SELECT * FROM unnest($1::bigint[], $2::timestamptz[], $3::bigint[], $4::text[], $5::bytea[], $6::text[], $7::text[])
    AS u (channel_id, at, update_id, kind, member_hash, invite_link, via)
  WHERE at >= ${horizonOf('membership_events')}
  ON CONFLICT (channel_id, at, update_id) DO NOTHING
  RETURNING channel_id, at, kind`);

/** $1 channel ids, $2 message ids, $3 times. What was edited later was there later. */
export const deletionStatement = {
  name: 'store-deletions',
  text: `
  UPDATE posts AS t SET deleted_at = u.at
  FROM unnest($1::bigint[], $2::int[], $3::timestamptz[]) AS u (channel_id, message_id, at)
  WHERE t.channel_id = u.channel_id AND t.message_id = u.message_id AND (t.deleted_at IS NULL OR t.deleted_at > u.at)
    AND (t.content_at IS NULL OR t.content_at <= u.at)
  RETURNING t.channel_id, ${postDay} AS day`,
};

/** $1 channel ids, $2 message ids, $3 times. */
export const sightingStatement = {
  name: 'restore-posts',
  text: `
  UPDATE posts AS t SET deleted_at = NULL
  FROM unnest($1::bigint[], $2::int[], $3::timestamptz[]) AS u (channel_id, message_id, at)
  WHERE t.channel_id = u.channel_id AND t.message_id = u.message_id AND t.deleted_at < u.at
  RETURNING t.channel_id, ${postDay} AS day`,
};
