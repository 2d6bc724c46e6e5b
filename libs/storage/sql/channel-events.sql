-- channel-events.repository.ts. Written by "npx nx run storage:sql-snapshots": read what changed, don't edit.

-- store

BEGIN; SET LOCAL statement_timeout = 60000; SET LOCAL idle_in_transaction_session_timeout = 30000;

INSERT INTO channels AS c (id, username, title, kind, profile_at)
SELECT u.id, u.username, coalesce(u.title, ''), coalesce(u.kind, 'channel'), u.seen_at
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::timestamptz[]) AS u (id, username, title, kind, seen_at)
ORDER BY u.id
ON CONFLICT (id) DO UPDATE SET
  username = EXCLUDED.username, title = EXCLUDED.title, kind = EXCLUDED.kind, profile_at = EXCLUDED.profile_at
WHERE EXCLUDED.profile_at IS NOT NULL AND (c.profile_at IS NULL OR c.profile_at < EXCLUDED.profile_at);

INSERT INTO posts AS t (channel_id, message_id, posted_at, edited_at, kind, media_group_id, excerpt, content_at, content_update_id)
SELECT channel_id, message_id, posted_at, edited_at, kind, media_group_id, excerpt, content_at, content_update_id FROM (SELECT unnest($1::bigint[]) AS channel_id, unnest($2::int[]) AS message_id, unnest($3::timestamptz[]) AS posted_at, unnest($4::timestamptz[]) AS edited_at, unnest($5::text[]) AS kind, unnest($6::text[]) AS media_group_id, unnest($7::text[]) AS excerpt, unnest($8::timestamptz[]) AS content_at, unnest($9::bigint[]) AS content_update_id) AS u ORDER BY channel_id, message_id
ON CONFLICT (channel_id, message_id) DO UPDATE SET edited_at = EXCLUDED.edited_at, kind = EXCLUDED.kind, media_group_id = EXCLUDED.media_group_id, excerpt = EXCLUDED.excerpt, content_at = EXCLUDED.content_at, content_update_id = EXCLUDED.content_update_id WHERE t.content_at IS NULL OR (t.content_at, t.content_update_id) < (EXCLUDED.content_at, EXCLUDED.content_update_id)
RETURNING t.channel_id, (t.posted_at AT TIME ZONE 'UTC')::date::text AS day;

UPDATE posts AS t SET deleted_at = u.at
FROM unnest($1::bigint[], $2::int[], $3::timestamptz[]) AS u (channel_id, message_id, at)
WHERE t.channel_id = u.channel_id AND t.message_id = u.message_id AND (t.deleted_at IS NULL OR t.deleted_at > u.at)
  AND (t.content_at IS NULL OR t.content_at <= u.at)
RETURNING t.channel_id, (t.posted_at AT TIME ZONE 'UTC')::date::text AS day;

WITH touched AS (SELECT DISTINCT u.channel_id, u.day FROM unnest($1::bigint[], $2::date[]) AS u (channel_id, day)),
published AS MATERIALIZED (
  SELECT k.channel_id, k.day, min(p.posted_at) AS at
  FROM touched k JOIN posts p ON p.channel_id = k.channel_id AND p.deleted_at IS NULL
    AND p.posted_at >= k.day::timestamp AT TIME ZONE 'UTC'
    AND p.posted_at < (k.day + 1)::timestamp AT TIME ZONE 'UTC'
  GROUP BY k.channel_id, k.day, coalesce(p.media_group_id, p.message_id::text)
),
emptied AS (
  UPDATE channel_hourly AS t SET posts = 0 FROM touched k
  WHERE t.channel_id = k.channel_id AND t.hour >= k.day::timestamp AT TIME ZONE 'UTC'
    AND t.hour < (k.day + 1)::timestamp AT TIME ZONE 'UTC' AND t.posts > 0
    AND NOT EXISTS (SELECT FROM published p WHERE p.channel_id = k.channel_id AND date_bin('1 hour', p.at, '2000-01-01 00:00+00') = t.hour)
),
hours AS (
  INSERT INTO channel_hourly AS t (channel_id, hour, posts)
  SELECT channel_id, date_bin('1 hour', at, '2000-01-01 00:00+00'), count(*) FROM published GROUP BY 1, 2 ORDER BY 1, 2
  ON CONFLICT (channel_id, hour) DO UPDATE SET posts = EXCLUDED.posts WHERE t.posts IS DISTINCT FROM EXCLUDED.posts
)
INSERT INTO channel_daily AS t (channel_id, day, posts)
SELECT k.channel_id, k.day, count(p.at)
FROM touched k LEFT JOIN published p ON p.channel_id = k.channel_id AND p.day = k.day
GROUP BY 1, 2 ORDER BY 1, 2
ON CONFLICT (channel_id, day) DO UPDATE SET posts = EXCLUDED.posts WHERE t.posts IS DISTINCT FROM EXCLUDED.posts;

INSERT INTO post_reactions AS t (channel_id, message_id, at, update_id, total, counts)
SELECT channel_id, message_id, at, update_id, total, counts FROM (SELECT unnest($1::bigint[]) AS channel_id, unnest($2::int[]) AS message_id, unnest($3::timestamptz[]) AS at, unnest($4::bigint[]) AS update_id, unnest($5::int[]) AS total, unnest($6::jsonb[]) AS counts) AS u ORDER BY channel_id, message_id
ON CONFLICT (channel_id, message_id) DO UPDATE SET at = EXCLUDED.at, update_id = EXCLUDED.update_id, total = EXCLUDED.total, counts = EXCLUDED.counts WHERE (t.at, t.update_id) < (EXCLUDED.at, EXCLUDED.update_id)
RETURNING t.channel_id;

WITH fresh AS (
  INSERT INTO membership_events (channel_id, at, update_id, kind, member_hash, invite_link, via)
  SELECT * FROM unnest($1::bigint[], $2::timestamptz[], $3::bigint[], $4::text[], $5::bytea[], $6::text[], $7::text[])
    AS u (channel_id, at, update_id, kind, member_hash, invite_link, via)
  WHERE at >= coalesce((SELECT horizon FROM retention_horizons WHERE table_name = 'membership_events'), '-infinity'::timestamptz)
  ON CONFLICT (channel_id, at, update_id) DO NOTHING
  RETURNING channel_id, at, kind),
  hours AS (
  INSERT INTO channel_hourly AS t (channel_id, hour, joins, leaves)
  SELECT channel_id, date_bin('1 hour', at, '2000-01-01 00:00+00'), count(*) FILTER (WHERE kind = 'join'), count(*) FILTER (WHERE kind = 'leave')
  FROM fresh GROUP BY 1, 2 ORDER BY 1, 2
  ON CONFLICT (channel_id, hour) DO UPDATE SET joins = t.joins + EXCLUDED.joins, leaves = t.leaves + EXCLUDED.leaves),
days AS (
  INSERT INTO channel_daily AS t (channel_id, day, joins, leaves)
  SELECT channel_id, (at AT TIME ZONE 'UTC')::date, count(*) FILTER (WHERE kind = 'join'), count(*) FILTER (WHERE kind = 'leave')
  FROM fresh GROUP BY 1, 2 ORDER BY 1, 2
  ON CONFLICT (channel_id, day) DO UPDATE SET joins = t.joins + EXCLUDED.joins, leaves = t.leaves + EXCLUDED.leaves)
  SELECT channel_id::text FROM fresh;

INSERT INTO invite_links AS t (channel_id, link, name, created_by, expires_at, member_limit, is_revoked, seen_at)
SELECT channel_id, link, name, created_by, expires_at, member_limit, is_revoked, seen_at FROM (SELECT unnest($1::bigint[]) AS channel_id, unnest($2::text[]) AS link, unnest($3::text[]) AS name, unnest($4::bytea[]) AS created_by, unnest($5::timestamptz[]) AS expires_at, unnest($6::int[]) AS member_limit, unnest($7::boolean[]) AS is_revoked, unnest($8::timestamptz[]) AS seen_at) AS u ORDER BY channel_id, link
ON CONFLICT (channel_id, link) DO UPDATE SET name = EXCLUDED.name, created_by = coalesce(t.created_by, EXCLUDED.created_by), expires_at = EXCLUDED.expires_at, member_limit = EXCLUDED.member_limit, is_revoked = EXCLUDED.is_revoked, seen_at = EXCLUDED.seen_at WHERE t.seen_at < EXCLUDED.seen_at
RETURNING t.channel_id;

INSERT INTO channel_boosts AS t (channel_id, boost_id, source, added_at, expires_at, removed_at)
SELECT channel_id, boost_id, source, added_at, expires_at, removed_at FROM (SELECT unnest($1::bigint[]) AS channel_id, unnest($2::text[]) AS boost_id, unnest($3::text[]) AS source, unnest($4::timestamptz[]) AS added_at, unnest($5::timestamptz[]) AS expires_at, unnest($6::timestamptz[]) AS removed_at) AS u ORDER BY channel_id, boost_id
ON CONFLICT (channel_id, boost_id) DO UPDATE SET added_at = greatest(t.added_at, EXCLUDED.added_at), expires_at = CASE WHEN EXCLUDED.added_at > t.added_at THEN EXCLUDED.expires_at
      WHEN EXCLUDED.added_at < t.added_at THEN t.expires_at
      ELSE greatest(t.expires_at, EXCLUDED.expires_at) END, removed_at = greatest(t.removed_at, EXCLUDED.removed_at) WHERE (EXCLUDED.added_at, EXCLUDED.expires_at) > (t.added_at, t.expires_at)
    OR (t.added_at IS NULL AND EXCLUDED.added_at IS NOT NULL)
    OR EXCLUDED.removed_at > coalesce(t.removed_at, '-infinity')
RETURNING t.channel_id;

COMMIT;
