-- figures.repository.ts. Written by "npx nx run storage:sql-snapshots": read what changed, don't edit.

-- fresh

-- asks nothing

-- viewsAtAges

SELECT w.message_id AS "messageId", w.posted_at AS "postedAt", (m.position - 1)::int AS moment,
  b.taken_at AS "beforeAt", b.views AS "beforeViews", a.taken_at AS "afterAt", a.views AS "afterViews",
  coalesce(b.source, a.source) AS source
FROM (
SELECT min(p.message_id) AS message_id, min(p.posted_at) AS posted_at,
  (array_agg(p.message_id ORDER BY f.views DESC NULLS LAST, p.message_id))[1] AS read_id
FROM posts p
LEFT JOIN LATERAL (
  SELECT d.views, d.views_at, d.views_source, d.views_low, d.views_high, d.views_shown, d.forwards, d.replies FROM post_daily d
  WHERE d.channel_id = p.channel_id AND d.message_id = p.message_id ORDER BY d.day DESC LIMIT 1) f ON true
WHERE p.channel_id = $1 AND p.posted_at >= $2 AND p.posted_at < $3 AND p.deleted_at IS NULL
GROUP BY p.media_group_id, CASE WHEN p.media_group_id IS NULL THEN p.message_id END
ORDER BY 2 DESC, 1 DESC LIMIT $5) w
CROSS JOIN unnest($4::float8[]) WITH ORDINALITY AS m (wanted, position)
LEFT JOIN LATERAL (
  SELECT s.taken_at, s.views, s.source FROM post_snapshots s
  WHERE s.channel_id = $1 AND s.message_id = w.read_id AND s.views IS NOT NULL
    AND s.taken_at >= w.posted_at AND s.taken_at <= w.posted_at + make_interval(secs => m.wanted)
  ORDER BY s.taken_at DESC, s.views DESC, s.source LIMIT 1
) b ON true
LEFT JOIN LATERAL (
  SELECT s.taken_at, s.views, s.source FROM post_snapshots s
  WHERE s.channel_id = $1 AND s.message_id = w.read_id AND s.views IS NOT NULL
    AND s.taken_at > w.posted_at + make_interval(secs => m.wanted) AND s.taken_at <= w.posted_at + make_interval(secs => m.wanted) + interval '2 days'
  ORDER BY s.taken_at, s.views DESC, s.source LIMIT 1
) a ON true
ORDER BY w.posted_at, w.message_id, m.position;

-- viewsAtMoments

SELECT w.message_id AS "messageId", w.posted_at AS "postedAt", (m.position - 1)::int AS moment,
  b.taken_at AS "beforeAt", b.views AS "beforeViews", a.taken_at AS "afterAt", a.views AS "afterViews",
  coalesce(b.source, a.source) AS source
FROM (
SELECT min(p.message_id) AS message_id, min(p.posted_at) AS posted_at,
  (array_agg(p.message_id ORDER BY f.views DESC NULLS LAST, p.message_id))[1] AS read_id
FROM posts p
LEFT JOIN LATERAL (
  SELECT d.views, d.views_at, d.views_source, d.views_low, d.views_high, d.views_shown, d.forwards, d.replies FROM post_daily d
  WHERE d.channel_id = p.channel_id AND d.message_id = p.message_id ORDER BY d.day DESC LIMIT 1) f ON true
WHERE p.channel_id = $1 AND p.posted_at >= $2 AND p.posted_at < $3 AND p.deleted_at IS NULL
GROUP BY p.media_group_id, CASE WHEN p.media_group_id IS NULL THEN p.message_id END
ORDER BY 2 DESC, 1 DESC LIMIT $5) w
CROSS JOIN unnest($4::timestamptz[]) WITH ORDINALITY AS m (wanted, position)
LEFT JOIN LATERAL (
  SELECT s.taken_at, s.views, s.source FROM post_snapshots s
  WHERE s.channel_id = $1 AND s.message_id = w.read_id AND s.views IS NOT NULL
    AND s.taken_at >= w.posted_at AND s.taken_at <= m.wanted
  ORDER BY s.taken_at DESC, s.views DESC, s.source LIMIT 1
) b ON true
LEFT JOIN LATERAL (
  SELECT s.taken_at, s.views, s.source FROM post_snapshots s
  WHERE s.channel_id = $1 AND s.message_id = w.read_id AND s.views IS NOT NULL
    AND s.taken_at > m.wanted AND s.taken_at <= m.wanted + interval '2 days'
  ORDER BY s.taken_at, s.views DESC, s.source LIMIT 1
) a ON true
ORDER BY w.posted_at, w.message_id, m.position;

-- links

WITH joined AS (
  SELECT link, sum(joins) AS joins FROM (
  SELECT invite_link AS link, count(*) AS joins
  FROM membership_events
  WHERE channel_id = $1 AND at >= $2 AND at < $3 AND at >= coalesce((SELECT horizon FROM retention_horizons WHERE table_name = 'link_hourly'), '-infinity'::timestamptz) AND kind = 'join' AND invite_link IS NOT NULL GROUP BY 1
  UNION ALL
  SELECT link, sum(joins)
  FROM link_hourly WHERE channel_id = $1 AND hour >= date_bin('1 hour', $2::timestamptz, '2000-01-01 00:00+00') AND hour < $3 AND hour < coalesce((SELECT horizon FROM retention_horizons WHERE table_name = 'link_hourly'), '-infinity'::timestamptz) AND link <> '' GROUP BY 1
  ) parts GROUP BY link
),
paid AS (SELECT * FROM campaigns WHERE channel_id = $1)
SELECT coalesce(c.link, j.link) AS link, coalesce(c.name, i.name) AS name, c.id IS NOT NULL AS "isCampaign",
  c.cost::float8 AS cost, c.currency, c.starts_at AS "startsAt", c.ends_at AS "endsAt"
FROM joined j
FULL JOIN paid c ON c.link = j.link
LEFT JOIN invite_links i ON i.channel_id = $1 AND i.link = coalesce(c.link, j.link)
ORDER BY c.id IS NULL, coalesce(j.joins, 0) DESC, 1 LIMIT $4;

-- members

WITH wanted AS (
  SELECT * FROM unnest($2::text[], $3::timestamptz[], $4::timestamptz[]) AS u (link, since, until)
),
events AS (
  SELECT at, kind, invite_link, member_hash, min(at) FILTER (WHERE kind = 'leave') OVER (
    PARTITION BY member_hash ORDER BY at, update_id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
  ) AS left_at
  FROM membership_events WHERE channel_id = $1 AND at >= (SELECT min(since) FROM wanted) AND at >= coalesce((SELECT horizon FROM retention_horizons WHERE table_name = 'link_hourly'), '-infinity'::timestamptz)
)
(SELECT e.invite_link AS link, encode(e.member_hash, 'hex') AS "memberKey", e.at AS "joinedAt", e.left_at AS "leftAt",
  NULL::int AS joins, NULL::int AS left1d, NULL::int AS left7d, NULL::int AS left30d
FROM events e JOIN wanted w ON w.link = e.invite_link AND e.at >= w.since AND e.at < w.until
WHERE e.kind = 'join'
ORDER BY e.at DESC, 2 LIMIT $5)
UNION ALL
(SELECT w.link, NULL, min(h.hour), NULL, sum(h.joins)::int, sum(h.left_1d)::int, sum(h.left_7d)::int, sum(h.left_30d)::int
FROM wanted w
JOIN link_hourly h ON h.channel_id = $1 AND h.link = w.link AND h.hour < coalesce((SELECT horizon FROM retention_horizons WHERE table_name = 'link_hourly'), '-infinity'::timestamptz)
  AND h.hour >= date_bin('1 hour', w.since, '2000-01-01 00:00+00') AND h.hour < w.until
GROUP BY w.link ORDER BY w.link);

-- linksKnownSince

WITH known AS (
  SELECT day, sum(joins) AS joins FROM (
    SELECT (hour AT TIME ZONE 'UTC')::date AS day, joins FROM link_hourly WHERE channel_id = $1 AND hour < coalesce((SELECT horizon FROM retention_horizons WHERE table_name = 'link_hourly'), '-infinity'::timestamptz)
    UNION ALL
    SELECT (at AT TIME ZONE 'UTC')::date, 1 FROM membership_events
    WHERE channel_id = $1 AND at >= coalesce((SELECT horizon FROM retention_horizons WHERE table_name = 'link_hourly'), '-infinity'::timestamptz) AND at < coalesce((SELECT horizon FROM retention_horizons WHERE table_name = 'membership_events'), '-infinity'::timestamptz) AND kind = 'join'
  ) parts GROUP BY day
)
SELECT (max(d.day) + 1)::timestamp AT TIME ZONE 'UTC' AS since
FROM channel_daily d LEFT JOIN known k ON k.day = d.day
WHERE d.channel_id = $1 AND d.day < (coalesce((SELECT horizon FROM retention_horizons WHERE table_name = 'membership_events'), '-infinity'::timestamptz) AT TIME ZONE 'UTC')::date AND d.joins > coalesce(k.joins, 0);

-- joinsByHour

SELECT * FROM (
  SELECT invite_link AS link, floor(extract(epoch FROM at) / 3600)::int AS hour, count(*)::int AS joins
  FROM membership_events
  WHERE channel_id = $1 AND at >= $2 AND at < $3 AND at >= coalesce((SELECT horizon FROM retention_horizons WHERE table_name = 'link_hourly'), '-infinity'::timestamptz) AND kind = 'join' AND invite_link IS NOT NULL GROUP BY 1, 2
  UNION ALL
  SELECT link, floor(extract(epoch FROM hour) / 3600)::int, joins
  FROM link_hourly WHERE channel_id = $1 AND hour >= date_bin('1 hour', $2::timestamptz, '2000-01-01 00:00+00') AND hour < $3 AND hour < coalesce((SELECT horizon FROM retention_horizons WHERE table_name = 'link_hourly'), '-infinity'::timestamptz) AND link <> ''
) hours
ORDER BY 3 DESC, 1, 2 LIMIT $4;
