import type { Database } from '@analyticbot/pooling';
import { utcDay } from '../../schema/sql-types.js';
import { rerank } from '../rankings/rank-posts.sql.js';
import { rebuildChannel } from './rebuild-channel.sql.js';

/** $1 the first day looked at. Days whose hours don't add up to them: written by a replica from before there were hours. */
const outOfStep = `
  SELECT DISTINCT d.channel_id::text AS id
  FROM channel_daily d
  LEFT JOIN (
    SELECT channel_id, ${utcDay('hour')} AS day, sum(samples) AS samples, sum(joins) AS joins, sum(leaves) AS leaves,
      sum(views_gained) AS views_gained, sum(posts) AS posts
    FROM channel_hourly WHERE hour >= ${utcDay('$1::timestamptz')}::timestamp AT TIME ZONE 'UTC' GROUP BY 1, 2
  ) h ON h.channel_id = d.channel_id AND h.day = d.day
  WHERE d.day >= ${utcDay('$1::timestamptz')} AND NOT (${[
    'samples',
    'joins',
    'leaves',
    'views_gained',
    'posts',
  ]
    .map((column) => `coalesce(d.${column}, 0) = coalesce(h.${column}, 0)`)
    .join(' AND ')})
  ORDER BY 1`;

/** $1 the first day looked at. A reading books what it gained on its channel's day: a table far smaller than the posts' days. */
const readSince = `
  SELECT DISTINCT channel_id::text AS id FROM channel_daily
  WHERE day >= ${utcDay('$1::timestamptz')} AND views_gained IS NOT NULL ORDER BY 1`;

/**
 * Finds channels with a day since `since` that its hours don't add up to, and computes their rollups again from raw rows, one channel after another.
 * Then ranks the posts of all channels again that were read since: replicas of the release before keep no rankings. Repeating it changes nothing;
 * what is interrupted goes on with the next call. Gives the ids of channels where something was wrong.
 */
export async function repairRollups(database: Database, since: Date): Promise<string[]> {
  const idsOf = async (text: string) =>
    (await database.lane('maintenance').query<{ id: string }>(text, [since])).map(({ id }) => id);
  const rebuilt = await idsOf(outOfStep);
  for (const id of rebuilt) await rebuildChannel(database, id);
  return [...new Set([...rebuilt, ...(await rerank(database, await idsOf(readSince)))])].sort();
}
