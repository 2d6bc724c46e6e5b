-- raw-reports.repository.ts. Written by "npx nx run storage:sql-snapshots": read what changed, don't edit.

-- dailySubscribers

SELECT (taken_at AT TIME ZONE 'UTC')::date AS day,
  (array_agg(subscribers ORDER BY taken_at DESC, subscribers DESC))[1] AS last,
  min(subscribers) AS min, max(subscribers) AS max, count(*)::int AS samples
FROM channel_snapshots WHERE channel_id = $1 AND taken_at >= $2 AND taken_at < $3
GROUP BY 1 ORDER BY 1;

-- dailyViewsGained

WITH
ends AS (
  SELECT s.message_id, (s.taken_at AT TIME ZONE 'UTC')::date AS day,
    (array_agg(s.views ORDER BY s.taken_at DESC, s.views DESC))[1] AS views,
    (array_agg(s.views ORDER BY s.taken_at, s.views DESC))[1] AS first_views
  FROM post_snapshots s WHERE s.channel_id = $1 AND s.taken_at < $3 AND s.views IS NOT NULL
  GROUP BY 1, 2
),
steps AS (
  SELECT e.message_id, e.day, e.views - coalesce(
    lag(e.views) OVER (PARTITION BY e.message_id ORDER BY e.day),
    CASE WHEN (p.posted_at AT TIME ZONE 'UTC')::date >= e.day - 1 THEN 0 ELSE e.first_views END) AS gained
  FROM ends e JOIN posts p ON p.channel_id = $1 AND p.message_id = e.message_id
)
     SELECT day, sum(gained)::float8 AS gained FROM steps
     WHERE day >= ($2::timestamptz AT TIME ZONE 'UTC')::date GROUP BY day ORDER BY day;

-- viewsGainedByPost

WITH
ends AS (
  SELECT s.message_id, (s.taken_at AT TIME ZONE 'UTC')::date AS day,
    (array_agg(s.views ORDER BY s.taken_at DESC, s.views DESC))[1] AS views,
    (array_agg(s.views ORDER BY s.taken_at, s.views DESC))[1] AS first_views
  FROM post_snapshots s WHERE s.channel_id = $1 AND s.taken_at < $3 AND s.views IS NOT NULL
  GROUP BY 1, 2
),
steps AS (
  SELECT e.message_id, e.day, e.views - coalesce(
    lag(e.views) OVER (PARTITION BY e.message_id ORDER BY e.day),
    CASE WHEN (p.posted_at AT TIME ZONE 'UTC')::date >= e.day - 1 THEN 0 ELSE e.first_views END) AS gained
  FROM ends e JOIN posts p ON p.channel_id = $1 AND p.message_id = e.message_id
)
     SELECT message_id AS "messageId", sum(gained)::int AS "viewsGained" FROM steps
     WHERE day >= ($2::timestamptz AT TIME ZONE 'UTC')::date GROUP BY 1 ORDER BY 2 DESC, 1 DESC;

-- hourlyViewsGained

SELECT date_trunc('hour', taken_at, 'UTC') AS hour, sum(gained)::float8 AS gained FROM (
  SELECT s.taken_at, s.views - coalesce(
    lag(s.views) OVER (PARTITION BY s.message_id ORDER BY s.taken_at),
    CASE WHEN (p.posted_at AT TIME ZONE 'UTC')::date >= (s.taken_at AT TIME ZONE 'UTC')::date - 1 THEN 0 ELSE s.views END) AS gained
  FROM (SELECT message_id, taken_at, max(views) AS views FROM post_snapshots
    WHERE channel_id = $1 AND taken_at < $3 AND views IS NOT NULL GROUP BY 1, 2) s
  JOIN posts p ON p.channel_id = $1 AND p.message_id = s.message_id
) steps WHERE taken_at >= $2 GROUP BY 1 ORDER BY 1;

-- postReach

SELECT p.message_id AS "messageId", (array_agg(s.views ORDER BY s.taken_at DESC, s.views DESC))[1] AS views
FROM posts p JOIN post_snapshots s ON s.channel_id = p.channel_id AND s.message_id = p.message_id
WHERE p.channel_id = $1 AND p.posted_at >= $2 AND p.posted_at < $3 AND s.views IS NOT NULL
GROUP BY p.message_id ORDER BY 2 DESC, 1 DESC LIMIT $4;
