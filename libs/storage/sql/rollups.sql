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

SELECT DISTINCT channel_id::text AS id FROM channel_daily
WHERE day >= ($1::timestamptz AT TIME ZONE 'UTC')::date AND views_gained IS NOT NULL ORDER BY 1;

BEGIN; SET LOCAL statement_timeout = 60000; SET LOCAL idle_in_transaction_session_timeout = 30000;

INSERT INTO channels AS c (id) SELECT u.id FROM unnest($1::bigint[]) AS u (id) ORDER BY u.id
ON CONFLICT (id) DO UPDATE SET id = c.id WHERE false;

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
