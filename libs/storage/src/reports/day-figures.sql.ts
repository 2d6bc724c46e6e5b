const daysSince1970 = `(day - date '1970-01-01')`;
/** The day above the count: the least or the greatest of them is the first or the last count known, without arrays and without a sort. */
const dated = (count: string) => `(${daysSince1970}::bigint << 32 | ${count})`;
const count = (dated: string) => `${dated} & 4294967295`;

/** One span's days as one array: days, first and last subscribers, joins, leaves, views gained, posts. */
const span = (days: string) => `(
      SELECT ARRAY[count(*), ${count(`min(${dated('first_subscribers')})`)}, ${count(`max(${dated('last_subscribers')})`)},
        sum(joins), sum(leaves), sum(views_gained)::bigint, sum(posts)]::text
      FROM channel_daily WHERE channel_id = $1 AND ${days}
    )`;

/**
 * The statements of `ReportsRepository` over whole days. $1 channel, $2 first day, $3 last day, both included.
 */
export const dayFiguresSql = {
  /**
   * One row of one array: days since 1970, last subscribers, joins, leaves, posts and views gained a day. Thirty rows of as many columns take about a
   * fifth longer, most of it for columns that travel one by one.
   */
  series: `
    SELECT array_agg(ARRAY[${daysSince1970}, last_subscribers, joins, leaves, posts, views_gained] ORDER BY day)::text AS days
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
