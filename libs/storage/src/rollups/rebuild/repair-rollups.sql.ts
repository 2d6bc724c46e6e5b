import type { Database } from '@analyticbot/pooling';
import { utcDay } from '../../schema/sql-types.js';
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

/**
 * Finds channels with a day since `since` that its hours don't add up to, and computes their rollups again from raw rows, one channel after another.
 * Repeating it changes nothing; what is interrupted goes on with the next call. Gives the channels' ids.
 */
export async function repairRollups(database: Database, since: Date): Promise<string[]> {
  const rows = await database.lane('maintenance').query<{ id: string }>(outOfStep, [since]);
  for (const { id } of rows) await rebuildChannel(database, id);
  return rows.map(({ id }) => id);
}
