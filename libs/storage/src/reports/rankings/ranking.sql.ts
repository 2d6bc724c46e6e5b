/** The message id in a `place` of `addedUp`. */
const messageAt = (place: string) => `(${place} & 4294967295)::int`;

/** The statements of `ReportsRepository.topGaining`. $1 channel. Each item of an album has a row of its own: whoever asks keeps the first. */
export const rankingSql = {
  /** $2 the last day, $3 how many places are looked up. In no order; `listed` is how many there are. */
  kept: `
    SELECT o.message_id AS "messageId", r.gains[array_position(r.message_ids, o.message_id)] AS "viewsGained", o.posted_at AS "postedAt", o.kind, o.excerpt,
      o.media_group_id AS "mediaGroupId", cardinality(r.message_ids) AS listed
    FROM post_rankings r
    JOIN posts o ON o.channel_id = $1 AND o.message_id = ANY (r.message_ids[:$3]) AND o.deleted_at IS NULL
    WHERE r.channel_id = $1 AND r.day = $2`,

  /**
   * $2 first day, $3 last day, both included, $4 the most rows wanted. A place is what a post gained, above its message id: one number to sort by. The ranking
   * is made from the rollup alone, and posts are looked up until there are enough.
   */
  addedUp: `
    SELECT ${messageAt('g.place')} AS "messageId", (g.place >> 32)::int AS "viewsGained", p.posted_at AS "postedAt", p.kind, p.excerpt,
      p.media_group_id AS "mediaGroupId"
    FROM (
      SELECT sum(gained) << 32 | message_id AS place FROM post_daily
      WHERE channel_id = $1 AND day BETWEEN $2 AND $3
      GROUP BY message_id HAVING sum(gained) IS NOT NULL
      ORDER BY 1 DESC OFFSET 0
    ) g
    CROSS JOIN LATERAL (
      SELECT o.posted_at, o.kind, o.excerpt, o.media_group_id FROM posts o
      WHERE o.channel_id = $1 AND o.message_id = ${messageAt('g.place')} AND o.deleted_at IS NULL OFFSET 0
    ) p
    ORDER BY g.place DESC LIMIT $4`,
} as const;
