-- reports.repository.ts. Written by "npx nx run storage:sql-snapshots": read what changed, don't edit.

-- fresh

-- asks nothing

-- subscriberPoints

SELECT m.position::int AS position, n.*
FROM unnest($2::timestamptz[], $3::float8[]) WITH ORDINALITY AS m (moment, tolerance, position)
CROSS JOIN LATERAL (
  SELECT * FROM (
    (SELECT s.taken_at AS at, s.subscribers, s.source FROM channel_snapshots s
     WHERE s.channel_id = $1 AND s.taken_at <= m.moment AND s.taken_at >= m.moment - make_interval(secs => m.tolerance)
     ORDER BY s.taken_at DESC, s.subscribers DESC LIMIT 1)
    UNION ALL
    (SELECT s.taken_at AS at, s.subscribers, s.source FROM channel_snapshots s
     WHERE s.channel_id = $1 AND s.taken_at > m.moment AND s.taken_at <= m.moment + make_interval(secs => m.tolerance)
     ORDER BY s.taken_at, s.subscribers DESC LIMIT 1)
  ) sides
  ORDER BY abs(extract(epoch FROM sides.at - m.moment)), sides.at LIMIT 1
) n;

SELECT m.position::int AS position, n.*
FROM unnest($2::timestamptz[], $3::float8[]) WITH ORDINALITY AS m (moment, tolerance, position)
CROSS JOIN LATERAL (SELECT m.moment - make_interval(secs => m.tolerance) AS first, m.moment + make_interval(secs => m.tolerance) AS last) t
CROSS JOIN LATERAL (
  SELECT k.* FROM channel_hourly h
  CROSS JOIN LATERAL (VALUES (h.first_at, h.first_subscribers, NULL::text), (h.last_at, h.last_subscribers, NULL)) AS k (at, subscribers, source)
  WHERE t.first < coalesce((SELECT horizon FROM retention_horizons WHERE table_name = 'channel_snapshots'), '-infinity'::timestamptz) AND h.channel_id = $1 AND h.hour < coalesce((SELECT horizon FROM retention_horizons WHERE table_name = 'channel_snapshots'), '-infinity'::timestamptz)
    AND h.hour > t.first - interval '1 hour' AND h.hour <= t.last AND k.at BETWEEN t.first AND t.last
  ORDER BY abs(extract(epoch FROM k.at - m.moment)), k.at LIMIT 1
) n;

-- nearestSubscribers

SELECT m.position::int AS position, n.*
FROM unnest($2::timestamptz[], $3::float8[]) WITH ORDINALITY AS m (moment, tolerance, position)
CROSS JOIN LATERAL (
  SELECT * FROM (
    (SELECT s.taken_at AS at, s.subscribers, s.source FROM channel_snapshots s
     WHERE s.channel_id = $1 AND s.taken_at <= m.moment AND s.taken_at >= m.moment - make_interval(secs => m.tolerance)
     ORDER BY s.taken_at DESC, s.subscribers DESC LIMIT 1)
    UNION ALL
    (SELECT s.taken_at AS at, s.subscribers, s.source FROM channel_snapshots s
     WHERE s.channel_id = $1 AND s.taken_at > m.moment AND s.taken_at <= m.moment + make_interval(secs => m.tolerance)
     ORDER BY s.taken_at, s.subscribers DESC LIMIT 1)
  ) sides
  ORDER BY abs(extract(epoch FROM sides.at - m.moment)), sides.at LIMIT 1
) n;

-- days

SELECT day, first_subscribers AS "firstSubscribers", first_at AS "firstAt", last_subscribers AS "lastSubscribers",
  last_at AS "lastAt", min_subscribers AS "minSubscribers", max_subscribers AS "maxSubscribers",
  samples, joins, leaves, views_gained::float8 AS "viewsGained", posts
FROM channel_daily WHERE channel_id = $1 AND day BETWEEN $2 AND $3 ORDER BY day;

-- series

SELECT array_agg(ARRAY[day - $2::date, last_subscribers, joins, leaves, posts, views_gained] ORDER BY day)::text AS days
FROM channel_daily WHERE channel_id = $1 AND day BETWEEN $2 AND $3;

-- growth

SELECT true AS "isCurrent", ARRAY[count(*), min(((day - date '1970-01-01')::bigint << 32 | first_subscribers)) & 4294967295, max(((day - date '1970-01-01')::bigint << 32 | last_subscribers)) & 4294967295,
  sum(joins), sum(leaves), sum(views_gained)::bigint, sum(posts)]::text AS figures
FROM channel_daily WHERE channel_id = $1 AND day BETWEEN $2 AND $3 UNION ALL
SELECT false AS "isCurrent", ARRAY[count(*), min(((day - date '1970-01-01')::bigint << 32 | first_subscribers)) & 4294967295, max(((day - date '1970-01-01')::bigint << 32 | last_subscribers)) & 4294967295,
  sum(joins), sum(leaves), sum(views_gained)::bigint, sum(posts)]::text AS figures
FROM channel_daily WHERE channel_id = $1 AND day >= $2::date - ($3::date - $2::date + 1) AND day < $2;

-- topGaining

SELECT (g.place & 4294967295)::int AS "messageId", (g.place >> 32)::int AS "viewsGained", p.posted_at AS "postedAt", p.kind, p.excerpt,
  p.media_group_id AS "mediaGroupId"
FROM (
  SELECT sum(gained) << 32 | message_id AS place FROM post_daily
  WHERE channel_id = $1 AND day BETWEEN $2 AND $3
  GROUP BY message_id HAVING sum(gained) IS NOT NULL
  ORDER BY 1 DESC OFFSET 0
) g
CROSS JOIN LATERAL (
  SELECT o.posted_at, o.kind, o.excerpt, o.media_group_id FROM posts o
  WHERE o.channel_id = $1 AND o.message_id = (g.place & 4294967295)::int AND o.deleted_at IS NULL OFFSET 0
) p
ORDER BY g.place DESC LIMIT $4;

SELECT o.message_id AS "messageId", r.gains[array_position(r.message_ids, o.message_id)] AS "viewsGained", o.posted_at AS "postedAt", o.kind, o.excerpt,
  o.media_group_id AS "mediaGroupId", cardinality(r.message_ids) AS listed
FROM post_rankings r
JOIN posts o ON o.channel_id = $1 AND o.message_id = ANY (r.message_ids[:$3]) AND o.deleted_at IS NULL
WHERE r.channel_id = $1 AND r.day = $2;

-- posts

SELECT p.channel_id AS "channelId",
  min(p.message_id) AS "messageId",
  p.media_group_id AS "mediaGroupId",
  count(*)::int AS items,
  min(p.posted_at) AS "postedAt",
  max(p.edited_at) AS "editedAt",
  coalesce((array_agg(p.kind ORDER BY p.message_id) FILTER (WHERE p.kind IS NOT NULL))[1], 'unknown') AS kind,
  coalesce((array_agg(p.excerpt ORDER BY p.message_id) FILTER (WHERE p.excerpt <> ''))[1], '') AS excerpt,
  max(f.views) AS views,
  (array_agg(f.views_low ORDER BY f.views DESC NULLS LAST, p.message_id))[1] AS "viewsLow",
  (array_agg(f.views_high ORDER BY f.views DESC NULLS LAST, p.message_id))[1] AS "viewsHigh",
  (array_agg(f.views_shown ORDER BY f.views DESC NULLS LAST, p.message_id))[1] AS "viewsShown",
  (array_agg(f.views_source ORDER BY f.views DESC NULLS LAST, p.message_id))[1] AS "viewsSource",
  (array_agg(greatest(f.views_at, p.views_at) ORDER BY f.views DESC NULLS LAST, p.message_id))[1] AS "viewsAt",
  max(f.forwards) AS forwards,
  max(f.replies) AS replies,
  sum(r.total)::int AS reactions
FROM posts p
LEFT JOIN LATERAL (
  SELECT d.views, d.views_at, d.views_source, d.views_low, d.views_high, d.views_shown, d.forwards, d.replies FROM post_daily d
  WHERE d.channel_id = p.channel_id AND d.message_id = p.message_id ORDER BY d.day DESC LIMIT 1) f ON true
LEFT JOIN post_reactions r ON r.channel_id = p.channel_id AND r.message_id = p.message_id
WHERE p.channel_id = $1 AND p.posted_at >= $2 AND p.posted_at < $3 AND p.deleted_at IS NULL
GROUP BY p.channel_id, p.media_group_id, CASE WHEN p.media_group_id IS NULL THEN p.message_id END ORDER BY min(p.posted_at) DESC, min(p.message_id) DESC LIMIT $4;

-- topPosts

SELECT * FROM (
SELECT p.channel_id AS "channelId",
  min(p.message_id) AS "messageId",
  p.media_group_id AS "mediaGroupId",
  count(*)::int AS items,
  min(p.posted_at) AS "postedAt",
  max(p.edited_at) AS "editedAt",
  coalesce((array_agg(p.kind ORDER BY p.message_id) FILTER (WHERE p.kind IS NOT NULL))[1], 'unknown') AS kind,
  coalesce((array_agg(p.excerpt ORDER BY p.message_id) FILTER (WHERE p.excerpt <> ''))[1], '') AS excerpt,
  max(f.views) AS views,
  (array_agg(f.views_low ORDER BY f.views DESC NULLS LAST, p.message_id))[1] AS "viewsLow",
  (array_agg(f.views_high ORDER BY f.views DESC NULLS LAST, p.message_id))[1] AS "viewsHigh",
  (array_agg(f.views_shown ORDER BY f.views DESC NULLS LAST, p.message_id))[1] AS "viewsShown",
  (array_agg(f.views_source ORDER BY f.views DESC NULLS LAST, p.message_id))[1] AS "viewsSource",
  (array_agg(greatest(f.views_at, p.views_at) ORDER BY f.views DESC NULLS LAST, p.message_id))[1] AS "viewsAt",
  max(f.forwards) AS forwards,
  max(f.replies) AS replies,
  sum(r.total)::int AS reactions
FROM posts p
LEFT JOIN LATERAL (
  SELECT d.views, d.views_at, d.views_source, d.views_low, d.views_high, d.views_shown, d.forwards, d.replies FROM post_daily d
  WHERE d.channel_id = p.channel_id AND d.message_id = p.message_id ORDER BY d.day DESC LIMIT 1) f ON true
LEFT JOIN post_reactions r ON r.channel_id = p.channel_id AND r.message_id = p.message_id
WHERE p.channel_id = $1 AND p.posted_at >= $2 AND p.posted_at < $3 AND p.deleted_at IS NULL
GROUP BY p.channel_id, p.media_group_id, CASE WHEN p.media_group_id IS NULL THEN p.message_id END) w WHERE w.views IS NOT NULL ORDER BY w.views DESC, w."messageId" DESC LIMIT $4;

-- membership

WITH behind AS MATERIALIZED (
  SELECT date_bin('1 hour', $2::timestamptz, '2000-01-01 00:00+00') AS since, least(coalesce((SELECT horizon FROM retention_horizons WHERE table_name = 'membership_events'), '-infinity'::timestamptz), date_bin('1 hour', $3::timestamptz - interval '1 microsecond', '2000-01-01 00:00+00') + interval '1 hour') AS until
  WHERE $2 < coalesce((SELECT horizon FROM retention_horizons WHERE table_name = 'membership_events'), '-infinity'::timestamptz) AND $2 < $3
),
edges AS MATERIALIZED (
  SELECT since, until, least(until, date_bin('1 day', since - interval '1 microsecond', '2000-01-01 00:00+00') + interval '24 hours') AS middle_from,
    greatest(date_bin('1 day', until, '2000-01-01 00:00+00'), least(until, date_bin('1 day', since - interval '1 microsecond', '2000-01-01 00:00+00') + interval '24 hours')) AS middle_to
  FROM behind
)
SELECT coalesce(sum(joins), 0)::int AS joins, coalesce(sum(leaves), 0)::int AS leaves,
  coalesce((SELECT since FROM edges), $2::timestamptz) AS "from", coalesce((SELECT until FROM edges WHERE $3 <= coalesce((SELECT horizon FROM retention_horizons WHERE table_name = 'membership_events'), '-infinity'::timestamptz)), $3::timestamptz) AS "to"
FROM (
  SELECT count(*) FILTER (WHERE kind = 'join') AS joins, count(*) FILTER (WHERE kind = 'leave') AS leaves
  FROM membership_events WHERE channel_id = $1 AND at >= $2 AND at < $3 AND at >= coalesce((SELECT horizon FROM retention_horizons WHERE table_name = 'membership_events'), '-infinity'::timestamptz)
  UNION ALL
    SELECT sum(joins) AS joins, sum(leaves) AS leaves FROM edges e JOIN channel_daily d ON d.channel_id = $1 AND d.day >= (e.middle_from AT TIME ZONE 'UTC')::date AND d.day < (e.middle_to AT TIME ZONE 'UTC')::date
  UNION ALL
    SELECT sum(joins) AS joins, sum(leaves) AS leaves FROM edges e JOIN channel_hourly h ON h.channel_id = $1 AND h.hour >= e.since AND h.hour < e.middle_from
  UNION ALL
    SELECT sum(joins) AS joins, sum(leaves) AS leaves FROM edges e JOIN channel_hourly h ON h.channel_id = $1 AND h.hour >= e.middle_to AND h.hour < e.until
) parts;

-- coverage

SELECT (SELECT first_at FROM channel_daily WHERE channel_id = $1 AND samples > 0 ORDER BY day LIMIT 1) AS "firstSnapshotAt",
  (SELECT count(*)::int FROM channel_daily WHERE channel_id = $1 AND samples > 0 AND day BETWEEN $2 AND $3) AS "daysWithData";

-- reactionTotals

SELECT c.key AS emoji, sum(c.value::int)::int AS count
FROM posts p
JOIN post_reactions r ON r.channel_id = p.channel_id AND r.message_id = p.message_id
CROSS JOIN LATERAL jsonb_each_text(r.counts) c
WHERE p.channel_id = $1 AND p.posted_at >= $2 AND p.posted_at < $3 AND p.deleted_at IS NULL
GROUP BY c.key HAVING sum(c.value::int) > 0 ORDER BY 2 DESC, 1;

-- viewsAtAge

SELECT p.message_id AS "messageId", p.posted_at AS "postedAt",
  b.taken_at AS "beforeAt", b.views AS "beforeViews", a.taken_at AS "afterAt", a.views AS "afterViews"
FROM posts p
CROSS JOIN LATERAL (SELECT p.posted_at + make_interval(secs => $4) AS moment) m
LEFT JOIN LATERAL (
  SELECT s.taken_at, s.views FROM post_snapshots s
  WHERE s.channel_id = p.channel_id AND s.message_id = p.message_id AND s.views IS NOT NULL
    AND s.taken_at >= p.posted_at AND s.taken_at <= m.moment
  ORDER BY s.taken_at DESC, s.views DESC LIMIT 1
) b ON true
LEFT JOIN LATERAL (
  SELECT s.taken_at, s.views FROM post_snapshots s
  WHERE s.channel_id = p.channel_id AND s.message_id = p.message_id AND s.views IS NOT NULL
    AND s.taken_at > m.moment AND s.taken_at <= m.moment + interval '30 days'
  ORDER BY s.taken_at, s.views DESC LIMIT 1
) a ON true
WHERE p.channel_id = $1 AND p.posted_at >= $2 AND p.posted_at < $3 AND p.deleted_at IS NULL
ORDER BY p.posted_at, p.message_id;
