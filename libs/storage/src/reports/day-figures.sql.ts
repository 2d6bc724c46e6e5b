/** Aggregates of one span's days. */
const spanAggregates = (span: string, days: string) => `
        count(*) FILTER (WHERE ${days}) AS ${span}_days,
        array_agg(first_subscribers ORDER BY day) FILTER (WHERE ${days} AND first_subscribers IS NOT NULL) AS ${span}_first,
        array_agg(last_subscribers ORDER BY day) FILTER (WHERE ${days} AND last_subscribers IS NOT NULL) AS ${span}_last,
        sum(joins) FILTER (WHERE ${days}) AS ${span}_joins, sum(leaves) FILTER (WHERE ${days}) AS ${span}_leaves,
        sum(views_gained) FILTER (WHERE ${days}) AS ${span}_gained, sum(posts) FILTER (WHERE ${days}) AS ${span}_posts`;

/** One array a span: days, first and last subscribers, joins, leaves, views gained, posts. */
const spanColumns = (span: string) =>
  `ARRAY[${span}_days, ${span}_first[1], ${span}_last[cardinality(${span}_last)], ${span}_joins, ${span}_leaves, ${span}_gained, ${span}_posts]::text AS ${span}`;

/**
 * The statements of `ReportsRepository` over whole days. $1 channel, $2 first day, $3 last day, both included.
 */
export const dayFiguresSql = {
  /**
   * One row with one array: [days since 1970, last subscribers, joins, leaves, views gained, posts] a day. Thirty rows of six columns take
   * half as long again, most of it for columns that travel one by one.
   */
  series: `
    SELECT array_agg(ARRAY[day - date '1970-01-01', last_subscribers, joins, leaves, views_gained, posts] ORDER BY day)::text AS days
    FROM channel_daily WHERE channel_id = $1 AND day BETWEEN $2 AND $3`,

  /** $4 first day of the span before it. One row: both spans in the order of the index, without a sort. */
  growth: `
    SELECT ${spanColumns('current')}, ${spanColumns('before')}
    FROM (
      SELECT ${spanAggregates('current', 'day >= $2')}, ${spanAggregates('before', 'day < $2')}
      FROM channel_daily WHERE channel_id = $1 AND day BETWEEN $4 AND $3
    ) s`,

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
