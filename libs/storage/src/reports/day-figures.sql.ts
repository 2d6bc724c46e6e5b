/** One span's days as one array: days, first and last subscribers, joins, leaves, views gained, posts. Read in the order of the index, without a sort. */
const span = (days: string) => `(
      SELECT ARRAY[days, first[1], last[cardinality(last)], joins, leaves, gained, posts]::text FROM (
        SELECT count(*) AS days,
          array_agg(first_subscribers ORDER BY day) FILTER (WHERE first_subscribers IS NOT NULL) AS first,
          array_agg(last_subscribers ORDER BY day) FILTER (WHERE last_subscribers IS NOT NULL) AS last,
          sum(joins) AS joins, sum(leaves) AS leaves, sum(views_gained)::bigint AS gained, sum(posts) AS posts
        FROM channel_daily WHERE channel_id = $1 AND ${days}
      ) d
    )`;

/**
 * The statements of `ReportsRepository` over whole days. $1 channel, $2 first day, $3 last day, both included.
 */
export const dayFiguresSql = {
  /**
   * One row of two arrays: [days since 1970, last subscribers, joins, leaves, posts] a day, and views gained, which need more bits. Thirty rows
   * of as many columns take half as long again, most of it for columns that travel one by one.
   */
  series: `
    SELECT array_agg(ARRAY[day - date '1970-01-01', last_subscribers, joins, leaves, posts] ORDER BY day)::text AS days,
      array_agg(views_gained ORDER BY day)::text AS gained
    FROM channel_daily WHERE channel_id = $1 AND day BETWEEN $2 AND $3`,

  /** $4 first day of the span before it. */
  growth: `
    SELECT ${span('day BETWEEN $2 AND $3')} AS current,
    ${span('day >= $4 AND day < $2')} AS before`,

  /**
   * $4 the most rows wanted. The ranking is made from the rollup alone, and posts are looked up until there are enough: an album is the
   * item that gained the most, since Telegram counts a view of an album for each of its items.
   */
  topGaining: `
    WITH ranked AS MATERIALIZED (
      SELECT message_id, sum(gained)::int AS gained FROM post_daily
      WHERE channel_id = $1 AND day BETWEEN $2 AND $3
      GROUP BY message_id HAVING sum(gained) IS NOT NULL
      ORDER BY 2 DESC, 1 DESC
    )
    SELECT g.message_id AS "messageId", g.gained AS "viewsGained", p.posted_at AS "postedAt", p.kind, p.excerpt,
      p.media_group_id AS "mediaGroupId"
    FROM ranked g
    CROSS JOIN LATERAL (
      SELECT * FROM posts o WHERE o.channel_id = $1 AND o.message_id = g.message_id AND o.deleted_at IS NULL OFFSET 0
    ) p
    WHERE p.media_group_id IS NULL OR NOT EXISTS (
      SELECT 1 FROM ranked r JOIN posts q ON q.channel_id = $1 AND q.message_id = r.message_id
      WHERE q.media_group_id = p.media_group_id AND q.deleted_at IS NULL
        AND (r.gained, r.message_id) > (g.gained, g.message_id)
    )
    ORDER BY g.gained DESC, g.message_id DESC LIMIT $4`,
} as const;
