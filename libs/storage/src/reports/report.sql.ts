import { horizonOf } from '../schema/sql-types.js';

const point = (alias: string) => `${alias}.taken_at AS at, ${alias}.subscribers, ${alias}.source`;
const horizon = horizonOf('channel_snapshots');

/** The statements of `ReportsRepository`. Windows are [from, to). */
export const reportSql = {
  /**
   * The snapshot nearest to each moment, at most `tolerance` away on either side; on a tie the earlier one.
   * $1 channel, $2 moments, $3 tolerances in seconds, one a moment.
   */
  nearestSubscribers: `
    SELECT m.position::int AS position, n.*
    FROM unnest($2::timestamptz[], $3::float8[]) WITH ORDINALITY AS m (moment, tolerance, position)
    CROSS JOIN LATERAL (
      SELECT * FROM (
        (SELECT ${point('s')} FROM channel_snapshots s
         WHERE s.channel_id = $1 AND s.taken_at <= m.moment AND s.taken_at >= m.moment - make_interval(secs => m.tolerance)
         ORDER BY s.taken_at DESC, s.subscribers DESC LIMIT 1)
        UNION ALL
        (SELECT ${point('s')} FROM channel_snapshots s
         WHERE s.channel_id = $1 AND s.taken_at > m.moment AND s.taken_at <= m.moment + make_interval(secs => m.tolerance)
         ORDER BY s.taken_at, s.subscribers DESC LIMIT 1)
      ) sides
      ORDER BY abs(extract(epoch FROM sides.at - m.moment)), sides.at LIMIT 1
    ) n`,

  /** The same behind the retention's horizon, of each hour's first and last snapshots: those are what rollups keep. */
  nearestRolledUp: `
    SELECT m.position::int AS position, n.*
    FROM unnest($2::timestamptz[], $3::float8[]) WITH ORDINALITY AS m (moment, tolerance, position)
    CROSS JOIN LATERAL (SELECT m.moment - make_interval(secs => m.tolerance) AS first, m.moment + make_interval(secs => m.tolerance) AS last) t
    CROSS JOIN LATERAL (
      SELECT k.* FROM channel_hourly h
      CROSS JOIN LATERAL (VALUES (h.first_at, h.first_subscribers, NULL::text), (h.last_at, h.last_subscribers, NULL)) AS k (at, subscribers, source)
      WHERE t.first < ${horizon} AND h.channel_id = $1 AND h.hour < ${horizon}
        AND h.hour > t.first - interval '1 hour' AND h.hour <= t.last AND k.at BETWEEN t.first AND t.last
      ORDER BY abs(extract(epoch FROM k.at - m.moment)), k.at LIMIT 1
    ) n`,

  /** $1 channel, $2 first day, $3 last day, both included. */
  days: `
    SELECT day, first_subscribers AS "firstSubscribers", first_at AS "firstAt", last_subscribers AS "lastSubscribers",
      last_at AS "lastAt", min_subscribers AS "minSubscribers", max_subscribers AS "maxSubscribers",
      samples, joins, leaves, views_gained::float8 AS "viewsGained", posts
    FROM channel_daily WHERE channel_id = $1 AND day BETWEEN $2 AND $3 ORDER BY day`,

  /** $1 channel, $2 first day, $3 last day. Rollups outlive the raw snapshots, so they know the first one. */
  coverage: `
    SELECT (SELECT first_at FROM channel_daily WHERE channel_id = $1 AND samples > 0 ORDER BY day LIMIT 1) AS "firstSnapshotAt",
      (SELECT count(*)::int FROM channel_daily WHERE channel_id = $1 AND samples > 0 AND day BETWEEN $2 AND $3) AS "daysWithData"`,

  /** $1 channel, $2 from, $3 to. */
  reactionTotals: `
    SELECT c.key AS emoji, sum(c.value::int)::int AS count
    FROM posts p
    JOIN post_reactions r ON r.channel_id = p.channel_id AND r.message_id = p.message_id
    CROSS JOIN LATERAL jsonb_each_text(r.counts) c
    WHERE p.channel_id = $1 AND p.posted_at >= $2 AND p.posted_at < $3 AND p.deleted_at IS NULL
    GROUP BY c.key HAVING sum(c.value::int) > 0 ORDER BY 2 DESC, 1`,

  /** $1 channel, $2 from, $3 to, $4 age in seconds. The last snapshot up to the age and the first one after it. */
  viewsAtAge: `
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
    ORDER BY p.posted_at, p.message_id`,
} as const;
