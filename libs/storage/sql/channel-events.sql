-- channel-events.repository.ts. Written by "npx nx run storage:sql-snapshots": read what changed, don't edit.

-- store

BEGIN;

INSERT INTO channels AS c (id, username, title, kind, profile_at)
SELECT u.id, u.username, coalesce(u.title, ''), coalesce(u.kind, 'channel'), u.seen_at
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::timestamptz[]) AS u (id, username, title, kind, seen_at)
ORDER BY u.id
ON CONFLICT (id) DO UPDATE SET
  username = EXCLUDED.username, title = EXCLUDED.title, kind = EXCLUDED.kind, profile_at = EXCLUDED.profile_at
WHERE EXCLUDED.profile_at IS NOT NULL AND (c.profile_at IS NULL OR c.profile_at < EXCLUDED.profile_at);

INSERT INTO posts AS t (channel_id, message_id, posted_at, edited_at, kind, media_group_id, excerpt, content_at, content_update_id)
SELECT channel_id, message_id, posted_at, edited_at, kind, media_group_id, excerpt, content_at, content_update_id FROM unnest($1::bigint[], $2::int[], $3::timestamptz[], $4::timestamptz[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::bigint[]) AS u (channel_id, message_id, posted_at, edited_at, kind, media_group_id, excerpt, content_at, content_update_id) ORDER BY channel_id, message_id
ON CONFLICT (channel_id, message_id) DO UPDATE SET edited_at = EXCLUDED.edited_at, kind = EXCLUDED.kind, media_group_id = EXCLUDED.media_group_id, excerpt = EXCLUDED.excerpt, content_at = EXCLUDED.content_at, content_update_id = EXCLUDED.content_update_id WHERE t.content_at IS NULL OR (t.content_at, t.content_update_id) < (EXCLUDED.content_at, EXCLUDED.content_update_id)
RETURNING t.channel_id, (t.posted_at AT TIME ZONE 'UTC')::date::text AS day;

UPDATE posts AS t SET deleted_at = u.at
FROM unnest($1::bigint[], $2::int[], $3::timestamptz[]) AS u (channel_id, message_id, at)
WHERE t.channel_id = u.channel_id AND t.message_id = u.message_id AND (t.deleted_at IS NULL OR t.deleted_at > u.at)
RETURNING t.channel_id, (t.posted_at AT TIME ZONE 'UTC')::date::text AS day;

WITH touched AS (SELECT DISTINCT u.channel_id, u.day FROM unnest($1::bigint[], $2::date[]) AS u (channel_id, day))
INSERT INTO channel_daily AS t (channel_id, day, posts)
SELECT k.channel_id, k.day, counted.posts
FROM touched k CROSS JOIN LATERAL (
  SELECT count(DISTINCT coalesce(p.media_group_id, p.message_id::text))::int AS posts
  FROM posts p
  WHERE p.channel_id = k.channel_id AND p.deleted_at IS NULL
    AND p.posted_at >= k.day::timestamp AT TIME ZONE 'UTC'
    AND p.posted_at < (k.day + 1)::timestamp AT TIME ZONE 'UTC'
) counted
ORDER BY k.channel_id, k.day
ON CONFLICT (channel_id, day) DO UPDATE SET posts = EXCLUDED.posts WHERE t.posts IS DISTINCT FROM EXCLUDED.posts;

INSERT INTO post_reactions AS t (channel_id, message_id, at, update_id, total, counts)
SELECT channel_id, message_id, at, update_id, total, counts FROM unnest($1::bigint[], $2::int[], $3::timestamptz[], $4::bigint[], $5::int[], $6::jsonb[]) AS u (channel_id, message_id, at, update_id, total, counts) ORDER BY channel_id, message_id
ON CONFLICT (channel_id, message_id) DO UPDATE SET at = EXCLUDED.at, update_id = EXCLUDED.update_id, total = EXCLUDED.total, counts = EXCLUDED.counts WHERE (t.at, t.update_id) < (EXCLUDED.at, EXCLUDED.update_id)
RETURNING t.channel_id;

WITH fresh AS (
  INSERT INTO membership_events (channel_id, at, update_id, kind, member_hash, invite_link, via)
  SELECT * FROM unnest($1::bigint[], $2::timestamptz[], $3::bigint[], $4::text[], $5::bytea[], $6::text[], $7::text[])
  ON CONFLICT (channel_id, at, update_id) DO NOTHING
  RETURNING channel_id, (at AT TIME ZONE 'UTC')::date AS day, kind
),
counted AS (
  INSERT INTO channel_daily AS t (channel_id, day, joins, leaves)
  SELECT channel_id, day, count(*) FILTER (WHERE kind = 'join'), count(*) FILTER (WHERE kind = 'leave')
  FROM fresh GROUP BY channel_id, day ORDER BY channel_id, day
  ON CONFLICT (channel_id, day) DO UPDATE SET joins = t.joins + EXCLUDED.joins, leaves = t.leaves + EXCLUDED.leaves
)
SELECT channel_id FROM fresh;

INSERT INTO invite_links AS t (channel_id, link, name, created_by, expires_at, member_limit, is_revoked, seen_at)
SELECT channel_id, link, name, created_by, expires_at, member_limit, is_revoked, seen_at FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bytea[], $5::timestamptz[], $6::int[], $7::boolean[], $8::timestamptz[]) AS u (channel_id, link, name, created_by, expires_at, member_limit, is_revoked, seen_at) ORDER BY channel_id, link
ON CONFLICT (channel_id, link) DO UPDATE SET name = EXCLUDED.name, created_by = coalesce(t.created_by, EXCLUDED.created_by), expires_at = EXCLUDED.expires_at, member_limit = EXCLUDED.member_limit, is_revoked = EXCLUDED.is_revoked, seen_at = EXCLUDED.seen_at WHERE t.seen_at < EXCLUDED.seen_at
RETURNING t.channel_id;

COMMIT;
