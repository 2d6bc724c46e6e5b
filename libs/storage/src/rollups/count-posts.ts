import type { Queryable } from '@analyticbot/pooling';
import { utcDay } from '../schema/sql-types.js';

/** $1 channel ids, $2 days: counted again from the posts themselves, so repeating it changes nothing. */
const statement = `
  WITH touched AS (SELECT DISTINCT u.channel_id, u.day FROM unnest($1::bigint[], $2::date[]) AS u (channel_id, day))
  INSERT INTO channel_daily AS t (channel_id, day, posts)
  SELECT k.channel_id, k.day, counted.posts
  FROM touched k CROSS JOIN LATERAL (
    SELECT count(DISTINCT coalesce(p.media_group_id, p.message_id::text))::int AS posts
    FROM posts p
    WHERE p.channel_id = k.channel_id AND p.deleted_at IS NULL
      AND p.posted_at >= k.day::timestamp AT TIME ZONE 'UTC'
      AND p.posted_at < (k.day + 1)::timestamp AT TIME ZONE 'UTC'
  ) counted
  ORDER BY k.channel_id, k.day
  ON CONFLICT (channel_id, day) DO UPDATE SET posts = EXCLUDED.posts WHERE t.posts IS DISTINCT FROM EXCLUDED.posts`;

/** A channel's day. */
export interface ChannelAndDay {
  readonly channel_id: string;
  /** `YYYY-MM-DD` in UTC. */
  readonly day: string;
}

/** Brings `channel_daily.posts` of the given days up to date. The channels must be locked by `lockChannels`. */
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
