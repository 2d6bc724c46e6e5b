-- snapshots.repository.ts. Written by "npx nx run storage:sql-snapshots": read what changed, don't edit.

-- storeChannel

BEGIN;

INSERT INTO channels AS c (id, username, title, kind, profile_at)
SELECT u.id, u.username, coalesce(u.title, ''), coalesce(u.kind, 'channel'), u.seen_at
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::timestamptz[]) AS u (id, username, title, kind, seen_at)
ORDER BY u.id
ON CONFLICT (id) DO UPDATE SET
  username = EXCLUDED.username, title = EXCLUDED.title, kind = EXCLUDED.kind, profile_at = EXCLUDED.profile_at
WHERE EXCLUDED.profile_at IS NOT NULL AND (c.profile_at IS NULL OR c.profile_at < EXCLUDED.profile_at);

WITH fresh AS (
  INSERT INTO channel_snapshots (channel_id, taken_at, source, subscribers, source_reason)
  SELECT * FROM unnest($1::bigint[], $2::timestamptz[], $3::text[], $4::int[], $5::text[])
  ON CONFLICT (channel_id, taken_at, source) DO NOTHING
  RETURNING channel_id, taken_at, subscribers
),
rolled AS (
  INSERT INTO channel_daily AS t (channel_id, day, first_subscribers, first_at, last_subscribers, last_at,
    min_subscribers, max_subscribers, samples)
  SELECT channel_id, (taken_at AT TIME ZONE 'UTC')::date,
    (array_agg(subscribers ORDER BY taken_at, subscribers DESC))[1], min(taken_at),
    (array_agg(subscribers ORDER BY taken_at DESC, subscribers DESC))[1], max(taken_at),
    min(subscribers), max(subscribers), count(*)
  FROM fresh GROUP BY 1, 2 ORDER BY 1, 2
  ON CONFLICT (channel_id, day) DO UPDATE SET
    first_subscribers = CASE WHEN t.first_at IS NULL OR (EXCLUDED.first_at, -EXCLUDED.first_subscribers) < (t.first_at, -t.first_subscribers)
      THEN EXCLUDED.first_subscribers ELSE t.first_subscribers END,
    first_at = least(t.first_at, EXCLUDED.first_at),
    last_subscribers = CASE WHEN t.last_at IS NULL OR (EXCLUDED.last_at, EXCLUDED.last_subscribers) > (t.last_at, t.last_subscribers)
      THEN EXCLUDED.last_subscribers ELSE t.last_subscribers END,
    last_at = greatest(t.last_at, EXCLUDED.last_at),
    min_subscribers = least(t.min_subscribers, EXCLUDED.min_subscribers),
    max_subscribers = greatest(t.max_subscribers, EXCLUDED.max_subscribers),
    samples = t.samples + EXCLUDED.samples
)
SELECT channel_id FROM fresh;

COMMIT;

-- storePosts

BEGIN;

INSERT INTO channels AS c (id, username, title, kind, profile_at)
SELECT u.id, u.username, coalesce(u.title, ''), coalesce(u.kind, 'channel'), u.seen_at
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::timestamptz[]) AS u (id, username, title, kind, seen_at)
ORDER BY u.id
ON CONFLICT (id) DO UPDATE SET
  username = EXCLUDED.username, title = EXCLUDED.title, kind = EXCLUDED.kind, profile_at = EXCLUDED.profile_at
WHERE EXCLUDED.profile_at IS NOT NULL AND (c.profile_at IS NULL OR c.profile_at < EXCLUDED.profile_at);

INSERT INTO post_snapshots AS t (channel_id, message_id, taken_at, source, source_reason, views, views_low, views_high, views_shown, forwards, replies)
SELECT channel_id, message_id, taken_at, source, source_reason, views, views_low, views_high, views_shown, forwards, replies FROM unnest($1::bigint[], $2::int[], $3::timestamptz[], $4::text[], $5::text[], $6::int[], $7::int[], $8::int[], $9::text[], $10::int[], $11::int[]) AS u (channel_id, message_id, taken_at, source, source_reason, views, views_low, views_high, views_shown, forwards, replies) ORDER BY channel_id, message_id, taken_at, source
ON CONFLICT (channel_id, message_id, taken_at, source) DO NOTHING
RETURNING t.channel_id, t.message_id, t.taken_at, t.source;

INSERT INTO posts AS t (channel_id, message_id, posted_at, views, views_low, views_high, views_shown, views_source, views_at, forwards, forwards_at, replies, replies_at)
SELECT channel_id, message_id, posted_at, views, views_low, views_high, views_shown, views_source, views_at, forwards, forwards_at, replies, replies_at FROM unnest($1::bigint[], $2::int[], $3::timestamptz[], $4::int[], $5::int[], $6::int[], $7::text[], $8::text[], $9::timestamptz[], $10::int[], $11::timestamptz[], $12::int[], $13::timestamptz[]) AS u (channel_id, message_id, posted_at, views, views_low, views_high, views_shown, views_source, views_at, forwards, forwards_at, replies, replies_at) ORDER BY channel_id, message_id
ON CONFLICT (channel_id, message_id) DO UPDATE SET views = CASE WHEN EXCLUDED.views IS NOT NULL AND (t.views IS NULL OR (EXCLUDED.views_at, EXCLUDED.views, EXCLUDED.views_source) > (t.views_at, t.views, t.views_source)) THEN EXCLUDED.views ELSE t.views END, views_low = CASE WHEN EXCLUDED.views IS NOT NULL AND (t.views IS NULL OR (EXCLUDED.views_at, EXCLUDED.views, EXCLUDED.views_source) > (t.views_at, t.views, t.views_source)) THEN EXCLUDED.views_low ELSE t.views_low END, views_high = CASE WHEN EXCLUDED.views IS NOT NULL AND (t.views IS NULL OR (EXCLUDED.views_at, EXCLUDED.views, EXCLUDED.views_source) > (t.views_at, t.views, t.views_source)) THEN EXCLUDED.views_high ELSE t.views_high END, views_shown = CASE WHEN EXCLUDED.views IS NOT NULL AND (t.views IS NULL OR (EXCLUDED.views_at, EXCLUDED.views, EXCLUDED.views_source) > (t.views_at, t.views, t.views_source)) THEN EXCLUDED.views_shown ELSE t.views_shown END, views_source = CASE WHEN EXCLUDED.views IS NOT NULL AND (t.views IS NULL OR (EXCLUDED.views_at, EXCLUDED.views, EXCLUDED.views_source) > (t.views_at, t.views, t.views_source)) THEN EXCLUDED.views_source ELSE t.views_source END, views_at = CASE WHEN EXCLUDED.views IS NOT NULL AND (t.views IS NULL OR (EXCLUDED.views_at, EXCLUDED.views, EXCLUDED.views_source) > (t.views_at, t.views, t.views_source)) THEN EXCLUDED.views_at ELSE t.views_at END, forwards = CASE WHEN EXCLUDED.forwards IS NOT NULL AND (t.forwards IS NULL OR (EXCLUDED.forwards_at, EXCLUDED.forwards) > (t.forwards_at, t.forwards)) THEN EXCLUDED.forwards ELSE t.forwards END, forwards_at = CASE WHEN EXCLUDED.forwards IS NOT NULL AND (t.forwards IS NULL OR (EXCLUDED.forwards_at, EXCLUDED.forwards) > (t.forwards_at, t.forwards)) THEN EXCLUDED.forwards_at ELSE t.forwards_at END, replies = CASE WHEN EXCLUDED.replies IS NOT NULL AND (t.replies IS NULL OR (EXCLUDED.replies_at, EXCLUDED.replies) > (t.replies_at, t.replies)) THEN EXCLUDED.replies ELSE t.replies END, replies_at = CASE WHEN EXCLUDED.replies IS NOT NULL AND (t.replies IS NULL OR (EXCLUDED.replies_at, EXCLUDED.replies) > (t.replies_at, t.replies)) THEN EXCLUDED.replies_at ELSE t.replies_at END
RETURNING t.channel_id, (t.posted_at AT TIME ZONE 'UTC')::date::text AS day, t.xmax = 0 AS inserted;

INSERT INTO post_daily AS t (channel_id, message_id, day, views, views_at, first_views, first_at)
SELECT channel_id, message_id, day, views, views_at, first_views, first_at FROM unnest($1::bigint[], $2::int[], $3::date[], $4::int[], $5::timestamptz[], $6::int[], $7::timestamptz[]) AS u (channel_id, message_id, day, views, views_at, first_views, first_at) ORDER BY channel_id, message_id, day
ON CONFLICT (channel_id, message_id, day) DO UPDATE SET views = CASE WHEN (EXCLUDED.views_at, EXCLUDED.views) > (t.views_at, t.views) THEN EXCLUDED.views ELSE t.views END, views_at = greatest(t.views_at, EXCLUDED.views_at), first_views = CASE WHEN (EXCLUDED.first_at, -EXCLUDED.first_views) < (t.first_at, -t.first_views) THEN EXCLUDED.first_views ELSE t.first_views END, first_at = least(t.first_at, EXCLUDED.first_at);

WITH touched AS (
  SELECT u.channel_id, u.message_id, u.day
  FROM unnest($1::bigint[], $2::int[], $3::date[]) AS u (channel_id, message_id, day)
),
days AS (
  SELECT d.channel_id, d.message_id, d.day, k.day AS changed_from, d.gained AS before,
    d.views - coalesce(
      lag(d.views) OVER (PARTITION BY d.channel_id, d.message_id ORDER BY d.day),
      CASE WHEN (p.posted_at AT TIME ZONE 'UTC')::date >= d.day - 1 THEN 0 ELSE d.first_views END
    ) AS after
  FROM touched k
  JOIN posts p ON p.channel_id = k.channel_id AND p.message_id = k.message_id
  JOIN post_daily d ON d.channel_id = k.channel_id AND d.message_id = k.message_id
    AND d.day >= coalesce((
      SELECT max(e.day) FROM post_daily e
      WHERE e.channel_id = k.channel_id AND e.message_id = k.message_id AND e.day < k.day
    ), k.day)
),
changed AS (
  UPDATE post_daily AS t SET gained = f.after
  FROM days f
  WHERE t.channel_id = f.channel_id AND t.message_id = f.message_id AND t.day = f.day
    AND f.day >= f.changed_from AND f.after IS DISTINCT FROM f.before
  RETURNING t.channel_id, t.day, f.after - coalesce(f.before, 0) AS difference
)
INSERT INTO channel_daily AS t (channel_id, day, views_gained)
SELECT channel_id, day, sum(difference) FROM changed GROUP BY channel_id, day ORDER BY channel_id, day
ON CONFLICT (channel_id, day) DO UPDATE SET views_gained = coalesce(t.views_gained, 0) + EXCLUDED.views_gained;

COMMIT;

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
