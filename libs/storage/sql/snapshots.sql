-- snapshots.repository.ts. Written by "npx nx run storage:sql-snapshots": read what changed, don't edit.

-- storeChannel

BEGIN; SET LOCAL statement_timeout = 60000; SET LOCAL idle_in_transaction_session_timeout = 30000;

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
    AS u (channel_id, taken_at, source, subscribers, source_reason)
  WHERE taken_at >= coalesce((SELECT horizon FROM retention_horizons WHERE table_name = 'channel_snapshots'), '-infinity'::timestamptz)
  ON CONFLICT (channel_id, taken_at, source) DO NOTHING
  RETURNING channel_id, taken_at, subscribers),
  hours AS (
  INSERT INTO channel_hourly AS t (channel_id, hour, first_subscribers, first_at, last_subscribers, last_at,
    min_subscribers, max_subscribers, samples)
  SELECT channel_id, date_bin('1 hour', taken_at, '2000-01-01 00:00+00'),
    (array_agg(subscribers ORDER BY taken_at, subscribers DESC))[1], min(taken_at),
    (array_agg(subscribers ORDER BY taken_at DESC, subscribers DESC))[1], max(taken_at),
    min(subscribers), max(subscribers), count(*)
  FROM fresh GROUP BY 1, 2 ORDER BY 1, 2
  ON CONFLICT (channel_id, hour) DO UPDATE SET
    first_subscribers = CASE WHEN t.first_at IS NULL OR (EXCLUDED.first_at, -EXCLUDED.first_subscribers) < (t.first_at, -t.first_subscribers)
      THEN EXCLUDED.first_subscribers ELSE t.first_subscribers END,
    first_at = least(t.first_at, EXCLUDED.first_at),
    last_subscribers = CASE WHEN t.last_at IS NULL OR (EXCLUDED.last_at, EXCLUDED.last_subscribers) > (t.last_at, t.last_subscribers)
      THEN EXCLUDED.last_subscribers ELSE t.last_subscribers END,
    last_at = greatest(t.last_at, EXCLUDED.last_at),
    min_subscribers = least(t.min_subscribers, EXCLUDED.min_subscribers),
    max_subscribers = greatest(t.max_subscribers, EXCLUDED.max_subscribers),
    samples = t.samples + EXCLUDED.samples),
days AS (
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
    samples = t.samples + EXCLUDED.samples)
  SELECT channel_id::text FROM fresh;

COMMIT;

-- storePosts

BEGIN; SET LOCAL statement_timeout = 60000; SET LOCAL idle_in_transaction_session_timeout = 30000;

INSERT INTO channels AS c (id) SELECT u.id FROM unnest($1::bigint[]) AS u (id) ORDER BY u.id
ON CONFLICT (id) DO UPDATE SET id = c.id WHERE false;

WITH grown AS (
    UPDATE post_daily AS t SET gained = coalesce(t.gained, 0) + g.views - t.views, last_gained = g.views - t.views, views = g.views, views_at = g.taken_at, views_source = g.source, views_low = g.views_low, views_high = g.views_high, views_shown = g.views_shown, forwards = coalesce(g.forwards, t.forwards), forwards_at = CASE WHEN g.forwards IS NULL THEN t.forwards_at ELSE g.taken_at END, replies = coalesce(g.replies, t.replies), replies_at = CASE WHEN g.replies IS NULL THEN t.replies_at ELSE g.taken_at END
    FROM (SELECT unnest($1::bigint[]) AS channel_id, unnest($2::timestamptz[]) AS taken_at, unnest($3::int[]) AS message_id, unnest($4::text[]) AS source, unnest($5::text[]) AS source_reason, unnest($6::int[]) AS views, unnest($7::int[]) AS views_low, unnest($8::int[]) AS views_high, unnest($9::text[]) AS views_shown, unnest($10::int[]) AS forwards, unnest($11::int[]) AS replies, unnest($12::timestamptz[]) AS posted_at, generate_subscripts($1::bigint[], 1) AS ordinal) AS g
    WHERE t.channel_id = ANY(((SELECT $13::bigint[])::bigint[])) AND t.channel_id = g.channel_id AND t.message_id = g.message_id AND t.day = (g.taken_at AT TIME ZONE 'UTC')::date
      AND t.views_at < g.taken_at AND g.taken_at >= coalesce((SELECT horizon FROM retention_horizons WHERE table_name = 'post_snapshots'), '-infinity'::timestamptz)
      AND t.day >= (SELECT max(d.day) FROM unnest(((SELECT $13::bigint[])::bigint[])) AS c (id) CROSS JOIN LATERAL (
        SELECT max(p.day) AS day FROM post_daily p WHERE p.channel_id = c.id) d)
    RETURNING g.channel_id, g.taken_at, g.message_id, g.source, g.source_reason, g.views, g.views_low, g.views_high, g.views_shown, g.forwards, g.replies, t.last_gained AS gained, g.ordinal
  ),
  judged AS MATERIALIZED (
    SELECT (d.views_at IS NULL OR d.views_at < g.taken_at) AND g.taken_at >= coalesce((SELECT horizon FROM retention_horizons WHERE table_name = 'post_snapshots'), '-infinity'::timestamptz) AS is_newest,
      g.views - coalesce(d.views, CASE WHEN (coalesce((SELECT p.posted_at FROM posts p WHERE p.channel_id = g.channel_id AND p.message_id = g.message_id), g.posted_at) AT TIME ZONE 'UTC')::date >= (g.taken_at AT TIME ZONE 'UTC')::date - 1 THEN 0 ELSE g.views END) AS gained,
      g.*, d.row_at, d.day = (g.taken_at AT TIME ZONE 'UTC')::date AS is_same_day,
      d.forwards AS known_forwards, d.forwards_at AS known_forwards_at, d.replies AS known_replies, d.replies_at AS known_replies_at
    FROM (SELECT unnest($1::bigint[]) AS channel_id, unnest($2::timestamptz[]) AS taken_at, unnest($3::int[]) AS message_id, unnest($4::text[]) AS source, unnest($5::text[]) AS source_reason, unnest($6::int[]) AS views, unnest($7::int[]) AS views_low, unnest($8::int[]) AS views_high, unnest($9::text[]) AS views_shown, unnest($10::int[]) AS forwards, unnest($11::int[]) AS replies, unnest($12::timestamptz[]) AS posted_at, generate_subscripts($1::bigint[], 1) AS ordinal) AS g
    LEFT JOIN LATERAL (
      SELECT p.ctid AS row_at, p.* FROM post_daily p
      WHERE p.channel_id = g.channel_id AND p.message_id = g.message_id ORDER BY p.day DESC LIMIT 1
    ) d ON true
    WHERE (SELECT count(*) FROM grown) < cardinality($1) AND g.ordinal NOT IN (SELECT ordinal FROM grown)
  ),
  changed AS (
    UPDATE post_daily AS t SET gained = coalesce(t.gained, 0) + j.views - t.views, last_gained = j.views - t.views, views = j.views, views_at = j.taken_at, views_source = j.source, views_low = j.views_low, views_high = j.views_high, views_shown = j.views_shown, forwards = coalesce(j.forwards, t.forwards), forwards_at = CASE WHEN j.forwards IS NULL THEN t.forwards_at ELSE j.taken_at END, replies = coalesce(j.replies, t.replies), replies_at = CASE WHEN j.replies IS NULL THEN t.replies_at ELSE j.taken_at END FROM judged j WHERE t.ctid = j.row_at AND j.is_same_day AND j.is_newest
  ),
  opened AS (
    INSERT INTO post_daily (channel_id, message_id, day, first_views, first_at, gained, views, views_at, views_source, views_low, views_high, views_shown, forwards, forwards_at, replies, replies_at)
    SELECT j.channel_id, j.message_id, (j.taken_at AT TIME ZONE 'UTC')::date, j.views, j.taken_at, j.gained, j.views, j.taken_at, j.source, j.views_low, j.views_high, j.views_shown, coalesce(j.forwards, j.known_forwards), CASE WHEN j.forwards IS NULL THEN j.known_forwards_at ELSE j.taken_at END, coalesce(j.replies, j.known_replies), CASE WHEN j.replies IS NULL THEN j.known_replies_at ELSE j.taken_at END
    FROM judged j WHERE j.is_newest AND j.is_same_day IS NOT TRUE
  ),
  raw AS (
    INSERT INTO post_snapshots (channel_id, taken_at, message_id, source, source_reason, views, views_low, views_high, views_shown, forwards, replies)
    SELECT channel_id, taken_at, message_id, source, source_reason, views, views_low, views_high, views_shown, forwards, replies FROM grown UNION ALL SELECT channel_id, taken_at, message_id, source, source_reason, views, views_low, views_high, views_shown, forwards, replies FROM judged WHERE is_newest
  ),
  published AS (
    INSERT INTO posts (channel_id, message_id, posted_at)
    SELECT channel_id, message_id, posted_at FROM judged WHERE row_at IS NULL AND is_newest
    ON CONFLICT (channel_id, message_id) DO NOTHING
    RETURNING channel_id, posted_at
  ),
  sums AS MATERIALIZED (
    SELECT channel_id, date_bin('1 hour', at, '2000-01-01 00:00+00') AS hour, sum(gained) AS gained, sum(posts) AS posts FROM (SELECT channel_id, taken_at AS at, gained, NULL::int AS posts FROM grown
    UNION ALL SELECT channel_id, taken_at, gained, NULL FROM judged WHERE is_newest
    UNION ALL SELECT channel_id, posted_at, NULL, 1 FROM published) f GROUP BY 1, 2),
hours AS (
    INSERT INTO channel_hourly AS t (channel_id, hour, views_gained, posts)
    SELECT channel_id, date_bin('1 hour', hour, '2000-01-01 00:00+00'), sum(gained), sum(posts) FROM sums GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (channel_id, hour) DO UPDATE SET views_gained = CASE WHEN EXCLUDED.views_gained IS NULL THEN t.views_gained
      ELSE coalesce(t.views_gained, 0) + EXCLUDED.views_gained END, posts = CASE WHEN EXCLUDED.posts IS NULL THEN t.posts
      ELSE coalesce(t.posts, 0) + EXCLUDED.posts END),
days AS (
    INSERT INTO channel_daily AS t (channel_id, day, views_gained, posts)
    SELECT channel_id, (hour AT TIME ZONE 'UTC')::date, sum(gained), sum(posts) FROM sums GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (channel_id, day) DO UPDATE SET views_gained = CASE WHEN EXCLUDED.views_gained IS NULL THEN t.views_gained
      ELSE coalesce(t.views_gained, 0) + EXCLUDED.views_gained END, posts = CASE WHEN EXCLUDED.posts IS NULL THEN t.posts
      ELSE coalesce(t.posts, 0) + EXCLUDED.posts END)
  SELECT array(SELECT ordinal FROM judged WHERE NOT is_newest) AS late;

INSERT INTO post_rankings AS t (channel_id, day, message_ids, gains)
SELECT c.id, newest.day, r.message_ids, r.gains
FROM unnest((SELECT $1::bigint[])) AS c (id)
CROSS JOIN LATERAL (SELECT max(p.day) AS day FROM post_daily p WHERE p.channel_id = c.id) newest
CROSS JOIN LATERAL (
  SELECT coalesce(array_agg(g.message_id), '{}') AS message_ids, coalesce(array_agg(g.gained), '{}') AS gains
  FROM (
    SELECT message_id, sum(gained)::int AS gained FROM post_daily
    WHERE channel_id = c.id AND day BETWEEN newest.day - 6 AND newest.day
    GROUP BY message_id HAVING sum(gained) IS NOT NULL ORDER BY 2 DESC, 1 DESC LIMIT 50
  ) g
) r
WHERE newest.day IS NOT NULL ORDER BY c.id
ON CONFLICT (channel_id) DO UPDATE SET day = EXCLUDED.day, message_ids = EXCLUDED.message_ids, gains = EXCLUDED.gains
WHERE (t.day, t.message_ids, t.gains) IS DISTINCT FROM (EXCLUDED.day, EXCLUDED.message_ids, EXCLUDED.gains)
RETURNING t.channel_id::text AS id;

COMMIT;

INSERT INTO channels AS c (id, username, title, kind, profile_at)
SELECT u.id, u.username, coalesce(u.title, ''), coalesce(u.kind, 'channel'), u.seen_at
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::timestamptz[]) AS u (id, username, title, kind, seen_at)
ORDER BY u.id
ON CONFLICT (id) DO UPDATE SET
  username = EXCLUDED.username, title = EXCLUDED.title, kind = EXCLUDED.kind, profile_at = EXCLUDED.profile_at
WHERE EXCLUDED.profile_at IS NOT NULL AND (c.profile_at IS NULL OR c.profile_at < EXCLUDED.profile_at);

INSERT INTO post_snapshots (channel_id, taken_at, message_id, source, source_reason, views, views_low, views_high, views_shown, forwards, replies)
SELECT channel_id, taken_at, message_id, source, source_reason, views, views_low, views_high, views_shown, forwards, replies FROM (SELECT unnest($1::bigint[]) AS channel_id, unnest($2::timestamptz[]) AS taken_at, unnest($3::int[]) AS message_id, unnest($4::text[]) AS source, unnest($5::text[]) AS source_reason, unnest($6::int[]) AS views, unnest($7::int[]) AS views_low, unnest($8::int[]) AS views_high, unnest($9::text[]) AS views_shown, unnest($10::int[]) AS forwards, unnest($11::int[]) AS replies) AS u
WHERE taken_at >= coalesce((SELECT horizon FROM retention_horizons WHERE table_name = 'post_snapshots'), '-infinity'::timestamptz) ORDER BY channel_id, message_id, taken_at
ON CONFLICT (channel_id, message_id, taken_at, source) DO NOTHING
RETURNING channel_id, message_id, taken_at, source;

INSERT INTO posts AS t (channel_id, message_id, posted_at)
SELECT channel_id, message_id, posted_at FROM (SELECT unnest($1::bigint[]) AS channel_id, unnest($2::int[]) AS message_id, unnest($3::timestamptz[]) AS posted_at) AS u ORDER BY channel_id, message_id
ON CONFLICT (channel_id, message_id) DO NOTHING
RETURNING t.channel_id, (t.posted_at AT TIME ZONE 'UTC')::date::text AS day;

INSERT INTO post_daily AS t (channel_id, message_id, day, views, views_at, views_source, views_low, views_high, views_shown, first_views, first_at)
SELECT channel_id, message_id, day, views, views_at, views_source, views_low, views_high, views_shown, first_views, first_at FROM (SELECT unnest($1::bigint[]) AS channel_id, unnest($2::int[]) AS message_id, unnest($3::date[]) AS day, unnest($4::int[]) AS views, unnest($5::timestamptz[]) AS views_at, unnest($6::text[]) AS views_source, unnest($7::int[]) AS views_low, unnest($8::int[]) AS views_high, unnest($9::text[]) AS views_shown, unnest($10::int[]) AS first_views, unnest($11::timestamptz[]) AS first_at) AS u ORDER BY channel_id, message_id, day
ON CONFLICT (channel_id, message_id, day) DO UPDATE SET views = CASE WHEN (EXCLUDED.views_at, EXCLUDED.views, EXCLUDED.views_source) > (t.views_at, t.views, coalesce(t.views_source, '')) THEN EXCLUDED.views ELSE t.views END, views_at = CASE WHEN (EXCLUDED.views_at, EXCLUDED.views, EXCLUDED.views_source) > (t.views_at, t.views, coalesce(t.views_source, '')) THEN EXCLUDED.views_at ELSE t.views_at END, views_source = CASE WHEN (EXCLUDED.views_at, EXCLUDED.views, EXCLUDED.views_source) > (t.views_at, t.views, coalesce(t.views_source, '')) THEN EXCLUDED.views_source ELSE t.views_source END, views_low = CASE WHEN (EXCLUDED.views_at, EXCLUDED.views, EXCLUDED.views_source) > (t.views_at, t.views, coalesce(t.views_source, '')) THEN EXCLUDED.views_low ELSE t.views_low END, views_high = CASE WHEN (EXCLUDED.views_at, EXCLUDED.views, EXCLUDED.views_source) > (t.views_at, t.views, coalesce(t.views_source, '')) THEN EXCLUDED.views_high ELSE t.views_high END, views_shown = CASE WHEN (EXCLUDED.views_at, EXCLUDED.views, EXCLUDED.views_source) > (t.views_at, t.views, coalesce(t.views_source, '')) THEN EXCLUDED.views_shown ELSE t.views_shown END, first_views = CASE WHEN (EXCLUDED.first_at, -EXCLUDED.first_views) < (t.first_at, -t.first_views) THEN EXCLUDED.first_views ELSE t.first_views END, first_at = least(t.first_at, EXCLUDED.first_at);

WITH fresh AS (
  SELECT * FROM unnest($1::bigint[], $2::int[], $3::timestamptz[], $4::int[]) AS u (channel_id, message_id, at, figure)
)
UPDATE post_daily AS t SET forwards = n.figure, forwards_at = n.at
FROM (SELECT channel_id, message_id, min((at AT TIME ZONE 'UTC')::date) AS since FROM fresh GROUP BY 1, 2) k
JOIN post_daily d ON d.channel_id = k.channel_id AND d.message_id = k.message_id AND d.day >= k.since
CROSS JOIN LATERAL (
  SELECT * FROM (
    (SELECT f.at, f.figure FROM fresh f
     WHERE f.channel_id = d.channel_id AND f.message_id = d.message_id AND (f.at AT TIME ZONE 'UTC')::date <= d.day AND f.figure IS NOT NULL)
    UNION ALL
    (SELECT e.forwards_at, e.forwards FROM post_daily e
     WHERE e.channel_id = d.channel_id AND e.message_id = d.message_id AND e.day <= d.day AND e.forwards IS NOT NULL
     ORDER BY e.day DESC LIMIT 1)
  ) known (at, figure) ORDER BY at DESC, figure DESC LIMIT 1
) n
WHERE t.channel_id = d.channel_id AND t.message_id = d.message_id AND t.day = d.day
  AND (t.forwards_at, t.forwards) IS DISTINCT FROM (n.at, n.figure);

WITH fresh AS (
  SELECT * FROM unnest($1::bigint[], $2::int[], $3::timestamptz[], $4::int[]) AS u (channel_id, message_id, at, figure)
)
UPDATE post_daily AS t SET replies = n.figure, replies_at = n.at
FROM (SELECT channel_id, message_id, min((at AT TIME ZONE 'UTC')::date) AS since FROM fresh GROUP BY 1, 2) k
JOIN post_daily d ON d.channel_id = k.channel_id AND d.message_id = k.message_id AND d.day >= k.since
CROSS JOIN LATERAL (
  SELECT * FROM (
    (SELECT f.at, f.figure FROM fresh f
     WHERE f.channel_id = d.channel_id AND f.message_id = d.message_id AND (f.at AT TIME ZONE 'UTC')::date <= d.day AND f.figure IS NOT NULL)
    UNION ALL
    (SELECT e.replies_at, e.replies FROM post_daily e
     WHERE e.channel_id = d.channel_id AND e.message_id = d.message_id AND e.day <= d.day AND e.replies IS NOT NULL
     ORDER BY e.day DESC LIMIT 1)
  ) known (at, figure) ORDER BY at DESC, figure DESC LIMIT 1
) n
WHERE t.channel_id = d.channel_id AND t.message_id = d.message_id AND t.day = d.day
  AND (t.replies_at, t.replies) IS DISTINCT FROM (n.at, n.figure);

WITH fresh AS (
    SELECT * FROM unnest($1::bigint[], $2::int[], $3::timestamptz[], $4::text[]) AS u (channel_id, message_id, taken_at, source)
  ),
  touched AS (SELECT channel_id, message_id, min(taken_at) AS since FROM fresh GROUP BY 1, 2),
  points AS MATERIALIZED (
    SELECT s.channel_id, s.message_id, s.taken_at, p.posted_at, s.taken_at >= k.since AS is_touched,
      max(s.views) AS after, max(s.views) FILTER (WHERE f.source IS NULL) AS before
    FROM touched k
    JOIN posts p ON p.channel_id = k.channel_id AND p.message_id = k.message_id
    CROSS JOIN LATERAL (
      SELECT max(e.taken_at) AS at FROM post_snapshots e
      WHERE e.channel_id = k.channel_id AND e.message_id = k.message_id AND e.taken_at < k.since AND e.views IS NOT NULL
    ) previous
    JOIN post_snapshots s ON s.channel_id = k.channel_id AND s.message_id = k.message_id
      AND s.taken_at >= coalesce(previous.at, k.since) AND s.views IS NOT NULL
    LEFT JOIN fresh f ON f.channel_id = s.channel_id AND f.message_id = s.message_id AND f.taken_at = s.taken_at AND f.source = s.source
    GROUP BY s.channel_id, s.message_id, s.taken_at, p.posted_at, k.since
  ),
  changes AS MATERIALIZED (
  SELECT s.channel_id, s.message_id, s.taken_at, (s.views - s.base) AS gained FROM (
    SELECT q.channel_id, q.message_id, q.taken_at, q.is_touched, q.after AS views,
      coalesce(
        lag(q.after) OVER (PARTITION BY q.channel_id, q.message_id ORDER BY q.taken_at),
        (SELECT d.views FROM post_daily d WHERE d.channel_id = q.channel_id AND d.message_id = q.message_id
          AND d.day < (coalesce((SELECT horizon FROM retention_horizons WHERE table_name = 'post_snapshots'), '-infinity'::timestamptz) AT TIME ZONE 'UTC')::date ORDER BY d.day DESC LIMIT 1),
        CASE WHEN (q.posted_at AT TIME ZONE 'UTC')::date >= (q.taken_at AT TIME ZONE 'UTC')::date - 1 THEN 0 ELSE q.after END
      ) AS base
    FROM points q WHERE q.after IS NOT NULL
  ) s WHERE s.is_touched UNION ALL
  SELECT s.channel_id, s.message_id, s.taken_at, -(s.views - s.base) AS gained FROM (
    SELECT q.channel_id, q.message_id, q.taken_at, q.is_touched, q.before AS views,
      coalesce(
        lag(q.before) OVER (PARTITION BY q.channel_id, q.message_id ORDER BY q.taken_at),
        (SELECT d.views FROM post_daily d WHERE d.channel_id = q.channel_id AND d.message_id = q.message_id
          AND d.day < (coalesce((SELECT horizon FROM retention_horizons WHERE table_name = 'post_snapshots'), '-infinity'::timestamptz) AT TIME ZONE 'UTC')::date ORDER BY d.day DESC LIMIT 1),
        CASE WHEN (q.posted_at AT TIME ZONE 'UTC')::date >= (q.taken_at AT TIME ZONE 'UTC')::date - 1 THEN 0 ELSE q.before END
      ) AS base
    FROM points q WHERE q.before IS NOT NULL
  ) s WHERE s.is_touched),
  grown AS (
    UPDATE post_daily AS t SET gained = coalesce(t.gained, 0) + c.gained
    FROM (SELECT channel_id, message_id, (taken_at AT TIME ZONE 'UTC')::date AS day, sum(gained) AS gained FROM changes GROUP BY 1, 2, 3) c
    WHERE t.channel_id = c.channel_id AND t.message_id = c.message_id AND t.day = c.day
  ),
  sums AS MATERIALIZED (
    SELECT channel_id, date_bin('1 hour', at, '2000-01-01 00:00+00') AS hour, sum(gained) AS gained, sum(posts) AS posts FROM (SELECT channel_id, taken_at AS at, gained, NULL::int AS posts FROM changes) f GROUP BY 1, 2),
hours AS (
    INSERT INTO channel_hourly AS t (channel_id, hour, views_gained, posts)
    SELECT channel_id, date_bin('1 hour', hour, '2000-01-01 00:00+00'), sum(gained), sum(posts) FROM sums GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (channel_id, hour) DO UPDATE SET views_gained = CASE WHEN EXCLUDED.views_gained IS NULL THEN t.views_gained
      ELSE coalesce(t.views_gained, 0) + EXCLUDED.views_gained END, posts = CASE WHEN EXCLUDED.posts IS NULL THEN t.posts
      ELSE coalesce(t.posts, 0) + EXCLUDED.posts END),
days AS (
    INSERT INTO channel_daily AS t (channel_id, day, views_gained, posts)
    SELECT channel_id, (hour AT TIME ZONE 'UTC')::date, sum(gained), sum(posts) FROM sums GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (channel_id, day) DO UPDATE SET views_gained = CASE WHEN EXCLUDED.views_gained IS NULL THEN t.views_gained
      ELSE coalesce(t.views_gained, 0) + EXCLUDED.views_gained END, posts = CASE WHEN EXCLUDED.posts IS NULL THEN t.posts
      ELSE coalesce(t.posts, 0) + EXCLUDED.posts END)
  SELECT 1;
