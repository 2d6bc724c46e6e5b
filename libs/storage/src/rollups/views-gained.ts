import type { Queryable } from '@analyticbot/pooling';
import { utcDay } from '../schema/sql-types.js';

/**
 * A post gains on a day what its last views exceed its last views of the day before that has data. On its first day with
 * data that is everything when it was published that day or the day before; otherwise only what was seen to grow.
 * A late snapshot changes its own day and the next one with data, so both are computed again.
 * $1 channel ids, $2 message ids, $3 the first day that changed, one row a post.
 */
const statement = `
  WITH touched AS (
    SELECT u.channel_id, u.message_id, u.day
    FROM unnest($1::bigint[], $2::int[], $3::date[]) AS u (channel_id, message_id, day)
  ),
  days AS (
    SELECT d.channel_id, d.message_id, d.day, k.day AS changed_from, d.gained AS before,
      d.views - coalesce(
        lag(d.views) OVER (PARTITION BY d.channel_id, d.message_id ORDER BY d.day),
        CASE WHEN ${utcDay('p.posted_at')} >= d.day - 1 THEN 0 ELSE d.first_views END
      ) AS after
    FROM touched k
    JOIN posts p ON p.channel_id = k.channel_id AND p.message_id = k.message_id
    JOIN post_daily d ON d.channel_id = k.channel_id AND d.message_id = k.message_id
      AND d.day >= coalesce((
        SELECT max(e.day) FROM post_daily e
        WHERE e.channel_id = k.channel_id AND e.message_id = k.message_id AND e.day < k.day
      ), k.day)
  ),
  changed AS (
    UPDATE post_daily AS t SET gained = f.after
    FROM days f
    WHERE t.channel_id = f.channel_id AND t.message_id = f.message_id AND t.day = f.day
      AND f.day >= f.changed_from AND f.after IS DISTINCT FROM f.before
    RETURNING t.channel_id, t.day, f.after - coalesce(f.before, 0) AS difference
  )
  INSERT INTO channel_daily AS t (channel_id, day, views_gained)
  SELECT channel_id, day, sum(difference) FROM changed GROUP BY channel_id, day ORDER BY channel_id, day
  ON CONFLICT (channel_id, day) DO UPDATE SET views_gained = coalesce(t.views_gained, 0) + EXCLUDED.views_gained`;

/** A post and the earliest of its days that changed. */
export interface TouchedPost {
  readonly channel_id: string;
  readonly message_id: number;
  readonly day: string;
}

/** Brings `post_daily.gained` and `channel_daily.views_gained` up to date. The channels must be locked by `lockChannels`. */
export async function updateViewsGained(
  transaction: Queryable,
  posts: readonly TouchedPost[],
): Promise<void> {
  if (posts.length === 0) return;
  await transaction.query({
    name: 'views-gained',
    text: statement,
    values: [
      posts.map(({ channel_id }) => channel_id),
      posts.map(({ message_id }) => message_id),
      posts.map(({ day }) => day),
    ],
  });
}
