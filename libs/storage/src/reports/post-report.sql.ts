import { latestFigures } from '../rollups/posts/latest-figures.sql.js';

/**
 * The posts of a window with an album as one post. What an album shows is taken from the item with the most views; its
 * place and time from the first item. `posts.views_at` is when it was last looked for. $1 channel, $2 from, $3 to.
 */
const postsOfWindow = `
  SELECT p.channel_id AS "channelId",
    min(p.message_id) AS "messageId",
    p.media_group_id AS "mediaGroupId",
    count(*)::int AS items,
    min(p.posted_at) AS "postedAt",
    max(p.edited_at) AS "editedAt",
    coalesce((array_agg(p.kind ORDER BY p.message_id) FILTER (WHERE p.kind IS NOT NULL))[1], 'unknown') AS kind,
    coalesce((array_agg(p.excerpt ORDER BY p.message_id) FILTER (WHERE p.excerpt <> ''))[1], '') AS excerpt,
    max(f.views) AS views,
    (array_agg(f.views_low ORDER BY f.views DESC NULLS LAST, p.message_id))[1] AS "viewsLow",
    (array_agg(f.views_high ORDER BY f.views DESC NULLS LAST, p.message_id))[1] AS "viewsHigh",
    (array_agg(f.views_shown ORDER BY f.views DESC NULLS LAST, p.message_id))[1] AS "viewsShown",
    (array_agg(f.views_source ORDER BY f.views DESC NULLS LAST, p.message_id))[1] AS "viewsSource",
    (array_agg(greatest(f.views_at, p.views_at) ORDER BY f.views DESC NULLS LAST, p.message_id))[1] AS "viewsAt",
    max(f.forwards) AS forwards,
    max(f.replies) AS replies,
    sum(r.total)::int AS reactions
  FROM posts p
  LEFT JOIN ${latestFigures('p')} f ON true
  LEFT JOIN post_reactions r ON r.channel_id = p.channel_id AND r.message_id = p.message_id
  WHERE p.channel_id = $1 AND p.posted_at >= $2 AND p.posted_at < $3 AND p.deleted_at IS NULL
  GROUP BY p.channel_id, p.media_group_id, CASE WHEN p.media_group_id IS NULL THEN p.message_id END`;

/** The statements of `ReportsRepository` that give posts. $4 is the most rows wanted. */
export const postReportSql = {
  newest: `${postsOfWindow} ORDER BY min(p.posted_at) DESC, min(p.message_id) DESC LIMIT $4`,
  mostViewed: `SELECT * FROM (${postsOfWindow}) w WHERE w.views IS NOT NULL ORDER BY w.views DESC, w."messageId" DESC LIMIT $4`,
} as const;
