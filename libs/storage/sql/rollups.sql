-- rollups.repository.ts. Written by "npx nx run storage:sql-snapshots": read what changed, don't edit.

-- repair

SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 600000;

SELECT DISTINCT d.channel_id::text AS id
FROM channel_daily d
LEFT JOIN (
  SELECT channel_id, (hour AT TIME ZONE 'UTC')::date AS day, sum(samples) AS samples, sum(joins) AS joins, sum(leaves) AS leaves,
    sum(views_gained) AS views_gained, sum(posts) AS posts
  FROM channel_hourly WHERE hour >= ($1::timestamptz AT TIME ZONE 'UTC')::date::timestamp AT TIME ZONE 'UTC' GROUP BY 1, 2
) h ON h.channel_id = d.channel_id AND h.day = d.day
WHERE d.day >= ($1::timestamptz AT TIME ZONE 'UTC')::date AND NOT (coalesce(d.samples, 0) = coalesce(h.samples, 0) AND coalesce(d.joins, 0) = coalesce(h.joins, 0) AND coalesce(d.leaves, 0) = coalesce(h.leaves, 0) AND coalesce(d.views_gained, 0) = coalesce(h.views_gained, 0) AND coalesce(d.posts, 0) = coalesce(h.posts, 0))
ORDER BY 1;

RESET statement_timeout; RESET idle_in_transaction_session_timeout;
