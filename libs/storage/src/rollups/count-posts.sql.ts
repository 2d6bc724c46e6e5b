import type { Queryable } from '@analyticbot/pooling';
import { utcDay, utcHour } from '../schema/sql-types.js';

/**
 * $1 channel ids, $2 days: counted again from the posts themselves, so repeating it changes nothing. An album counts in the hour of its first item
 * of the day, so that hours add up to their day.
 */
const statement = `
  WITH touched AS (SELECT DISTINCT u.channel_id, u.day FROM unnest($1::bigint[], $2::date[]) AS u (channel_id, day)),
  published AS MATERIALIZED (
    SELECT k.channel_id, k.day, min(p.posted_at) AS at
    FROM touched k JOIN posts p ON p.channel_id = k.channel_id AND p.deleted_at IS NULL
      AND p.posted_at >= k.day::timestamp AT TIME ZONE 'UTC'
      AND p.posted_at < (k.day + 1)::timestamp AT TIME ZONE 'UTC'
    GROUP BY k.channel_id, k.day, coalesce(p.media_group_id, p.message_id::text)
  ),
  emptied AS (
    UPDATE channel_hourly AS t SET posts = 0 FROM touched k
    WHERE t.channel_id = k.channel_id AND t.hour >= k.day::timestamp AT TIME ZONE 'UTC'
      AND t.hour < (k.day + 1)::timestamp AT TIME ZONE 'UTC' AND t.posts > 0
      AND NOT EXISTS (SELECT FROM published p WHERE p.channel_id = k.channel_id AND ${utcHour('p.at')} = t.hour)
  ),
  hours AS (
    INSERT INTO channel_hourly AS t (channel_id, hour, posts)
    SELECT channel_id, ${utcHour('at')}, count(*) FROM published GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (channel_id, hour) DO UPDATE SET posts = EXCLUDED.posts WHERE t.posts IS DISTINCT FROM EXCLUDED.posts
  )
  INSERT INTO channel_daily AS t (channel_id, day, posts)
  SELECT k.channel_id, k.day, count(p.at)
  FROM touched k LEFT JOIN published p ON p.channel_id = k.channel_id AND p.day = k.day
  GROUP BY 1, 2 ORDER BY 1, 2
  ON CONFLICT (channel_id, day) DO UPDATE SET posts = EXCLUDED.posts WHERE t.posts IS DISTINCT FROM EXCLUDED.posts`;

/** A channel's day. */
export interface ChannelAndDay {
  readonly channel_id: string;
  /** `YYYY-MM-DD` in UTC. */
  readonly day: string;
}

/** Brings `posts` of the given days and their hours up to date. The channels must be locked by `lockChannels`. */
export async function countPosts(transaction: Queryable, days: readonly ChannelAndDay[]): Promise<void> {
  if (days.length === 0) return;
  await transaction.query({
    name: 'count-posts',
    text: statement,
    values: [days.map(({ channel_id }) => channel_id), days.map(({ day }) => day)],
  });
}

/** SQL for a post's own day as text, to hand to `countPosts`. */
export const postDay = `${utcDay('t.posted_at')}::text`;
