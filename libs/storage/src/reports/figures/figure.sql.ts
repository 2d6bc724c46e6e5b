import { latestFigures } from '../../rollups/posts/latest-figures.sql.js';

/**
 * The posts of a window, an album as one: read where its most viewed item is read, placed where its first item is.
 * $1 channel, $2 from, $3 to, $5 the most posts wanted, the newest first.
 */
const postsOfWindow = `
  SELECT min(p.message_id) AS message_id, min(p.posted_at) AS posted_at,
    (array_agg(p.message_id ORDER BY f.views DESC NULLS LAST, p.message_id))[1] AS read_id
  FROM posts p
  LEFT JOIN ${latestFigures('p')} f ON true
  WHERE p.channel_id = $1 AND p.posted_at >= $2 AND p.posted_at < $3 AND p.deleted_at IS NULL
  GROUP BY p.media_group_id, CASE WHEN p.media_group_id IS NULL THEN p.message_id END
  ORDER BY 2 DESC, 1 DESC LIMIT $5`;

/** The last reading up to each post's moments and the first one after; one at the very moment is the one before. */
const viewsAround = (moments: string, moment: string) => `
  SELECT w.message_id AS "messageId", w.posted_at AS "postedAt", (m.position - 1)::int AS moment,
    b.taken_at AS "beforeAt", b.views AS "beforeViews", a.taken_at AS "afterAt", a.views AS "afterViews",
    coalesce(b.source, a.source) AS source
  FROM (${postsOfWindow}) w
  CROSS JOIN ${moments} WITH ORDINALITY AS m (wanted, position)
  LEFT JOIN LATERAL (
    SELECT s.taken_at, s.views, s.source FROM post_snapshots s
    WHERE s.channel_id = $1 AND s.message_id = w.read_id AND s.views IS NOT NULL
      AND s.taken_at >= w.posted_at AND s.taken_at <= ${moment}
    ORDER BY s.taken_at DESC, s.views DESC, s.source LIMIT 1
  ) b ON true
  LEFT JOIN LATERAL (
    SELECT s.taken_at, s.views, s.source FROM post_snapshots s
    WHERE s.channel_id = $1 AND s.message_id = w.read_id AND s.views IS NOT NULL
      AND s.taken_at > ${moment} AND s.taken_at <= ${moment} + interval '2 days'
    ORDER BY s.taken_at, s.views DESC, s.source LIMIT 1
  ) a ON true
  ORDER BY w.posted_at, w.message_id, m.position`;

/** The statements of `FiguresRepository` that read views. */
export const figureSql = {
  /** $4 ages in seconds. */
  viewsAtAges: viewsAround('unnest($4::float8[])', 'w.posted_at + make_interval(secs => m.wanted)'),

  /** $4 moments. */
  viewsAtMoments: viewsAround('unnest($4::timestamptz[])', 'm.wanted'),
} as const;
