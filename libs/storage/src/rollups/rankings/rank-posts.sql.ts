import { arrayParameter, type Database, type Statement } from '@analyticbot/pooling';
import { channelLock } from '../../channels/lock-channels.sql.js';

/** Days that a ranking reaches back, its own among them. */
export const rankedDays = 7;
/** Posts in a ranking: what is deleted, and an album's items but one, are left out when it is read. */
export const rankedPosts = 50;

const channelsAtOnce = 100;

/**
 * $1 channels. Unchanged rankings are left alone; those that changed are given back. The array is a subquery's, so that the planner does not count its
 * elements: it would find a plan for just as many better each time, and planning takes longer than ranking a channel.
 */
const statement = `
  INSERT INTO post_rankings AS t (channel_id, day, message_ids, gains)
  SELECT c.id, newest.day, r.message_ids, r.gains
  FROM unnest((SELECT $1::bigint[])) AS c (id)
  CROSS JOIN LATERAL (SELECT max(p.day) AS day FROM post_daily p WHERE p.channel_id = c.id) newest
  CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(g.message_id), '{}') AS message_ids, coalesce(array_agg(g.gained), '{}') AS gains
    FROM (
      SELECT message_id, sum(gained)::int AS gained FROM post_daily
      WHERE channel_id = c.id AND day BETWEEN newest.day - ${rankedDays - 1} AND newest.day
      GROUP BY message_id HAVING sum(gained) IS NOT NULL ORDER BY 2 DESC, 1 DESC LIMIT ${rankedPosts}
    ) g
  ) r
  WHERE newest.day IS NOT NULL ORDER BY c.id
  ON CONFLICT (channel_id) DO UPDATE SET day = EXCLUDED.day, message_ids = EXCLUDED.message_ids, gains = EXCLUDED.gains
  WHERE (t.day, t.message_ids, t.gains) IS DISTINCT FROM (EXCLUDED.day, EXCLUDED.message_ids, EXCLUDED.gains)
  RETURNING t.channel_id::text AS id`;

/** Ranks the posts of channels again, from their days. For the transaction that changed these; the channels must be locked. */
export function rankPosts(channelIds: Iterable<string>): Statement {
  return {
    name: 'rank-posts',
    text: statement,
    values: [arrayParameter('bigint', [...new Set(channelIds)])],
  };
}

/** The same for channels at any time, some after the other. Gives the ids of those whose ranking was wrong. */
export async function rerank(database: Database, channelIds: readonly string[]): Promise<string[]> {
  const wrong: string[] = [];
  for (let from = 0; from < channelIds.length; from += channelsAtOnce) {
    const some = channelIds.slice(from, from + channelsAtOnce);
    const [, ranked] = await database.lane('batch').together([channelLock(some), rankPosts(some)]);
    wrong.push(...(ranked as { id: string }[]).map(({ id }) => id));
  }
  return wrong;
}
