import { latestFigures } from '../rollups/posts/latest-figures.sql.js';

const owner = `
  coalesce((SELECT a.user_id FROM channel_administrators a WHERE a.channel_id = c.id
    ORDER BY a.status = 'creator' DESC, a.user_id LIMIT 1), c.id)::text`;

/** The statements of `CollectionRepository`. */
export const collectionSql = {
  /** $1 limit, $2 before. */
  due: `
    SELECT c.id, c.username, ${owner} AS owner, c.next_collect_at AS "nextCollectAt", c.last_collected_at AS "lastCollectedAt"
    FROM channels c WHERE c.status = 'active' AND c.next_collect_at < $2
    ORDER BY c.next_collect_at LIMIT $1`,

  /** $1 ids, $2 the turns they were due at, $3 the lease's end. A channel that somebody else took has another turn by now. */
  claim: `
    UPDATE channels AS c SET next_collect_at = $3
    FROM (
      SELECT d.id FROM channels d JOIN unnest($1::bigint[], $2::timestamptz[]) AS u (id, due_at)
        ON d.id = u.id AND d.next_collect_at = u.due_at
      WHERE d.status = 'active' ORDER BY d.id FOR UPDATE OF d SKIP LOCKED
    ) mine
    WHERE c.id = mine.id RETURNING c.id`,

  /** $1 ids, $2 moment. A channel that rests after failures goes on resting. */
  bringForward: `
    UPDATE channels AS c SET next_collect_at = u.at
    FROM (SELECT d.id, w.at FROM channels d JOIN unnest($1::bigint[], $2::timestamptz[]) AS w (id, at) ON d.id = w.id
      WHERE d.status = 'active' AND d.failures = 0 AND d.next_collect_at > w.at ORDER BY d.id FOR UPDATE OF d) u
    WHERE c.id = u.id`,

  /** $1 ids, $2 since. An album's items count as its first one. */
  postTimes: `
    SELECT channel_id AS "channelId", min(posted_at) AS "postedAt", max(views_at) AS "readAt"
    FROM posts WHERE channel_id = ANY ($1::bigint[]) AND posted_at >= $2 AND deleted_at IS NULL
    GROUP BY channel_id, coalesce(media_group_id, message_id::text)
    ORDER BY channel_id, min(message_id) DESC`,

  /** $1 channel, $2 since. The item of an album that holds its figures is the one that was read. */
  knownPosts: `
    SELECT p.message_id AS "messageId", p.media_group_id AS "mediaGroupId", p.posted_at AS "postedAt", f.views,
      f.views_low AS "viewsLow", f.views_high AS "viewsHigh", f.views_shown AS "viewsShown", f.views_source AS "viewsSource",
      f.forwards, f.replies, greatest(p.views_at, f.views_at) AS "readAt", s.taken_at AS "storedAt"
    FROM posts p
    LEFT JOIN ${latestFigures('p')} f ON true
    LEFT JOIN LATERAL (
      SELECT max(n.taken_at) AS taken_at FROM post_snapshots n
      WHERE n.channel_id = p.channel_id AND n.message_id = p.message_id AND n.taken_at >= $2 AND n.source = f.views_source
    ) s ON true
    WHERE p.channel_id = $1 AND p.posted_at >= $2 AND p.deleted_at IS NULL
    ORDER BY p.message_id DESC`,

  /** `posts.views_at` is when views were last looked for. $1 channel, $2 message ids, $3 moment. */
  markLooked: `
    UPDATE posts SET views_at = $3
    WHERE channel_id = $1 AND message_id = ANY ($2::int[]) AND (views_at IS NULL OR views_at < $3)`,

  /** $1 channel ids. */
  subscribersReadAt: `
    SELECT u.id::text AS "channelId", s.taken_at AS "readAt" FROM unnest($1::bigint[]) AS u (id)
    CROSS JOIN LATERAL (SELECT taken_at FROM channel_snapshots c WHERE c.channel_id = u.id AND c.taken_at >= $2
      ORDER BY c.taken_at DESC LIMIT 1) s`,

  /** $1 now. */
  lateness: `
    SELECT count(*) FILTER (WHERE next_collect_at < $1)::int AS late,
      count(*) FILTER (WHERE next_collect_at < $1::timestamptz + interval '1 hour')::int AS "withinHour",
      coalesce(extract(epoch FROM $1 - min(next_collect_at)), 0)::float8 AS "oldestSeconds"
    FROM channels WHERE status = 'active' AND next_collect_at < $1::timestamptz + interval '1 hour'`,
} as const;
