import type { Queryable } from '@analyticbot/pooling';

const since = (parameter: string) => `(${parameter}::date::timestamp AT TIME ZONE 'UTC')`;
const until = `(($3::date + 1)::timestamp AT TIME ZONE 'UTC')`;
/** One step into the primary key: where a post stood before the first moment of the question. */
const viewsBefore = (parameter: string) => `(
  SELECT s.views FROM before.post_snapshots s
  WHERE s.channel_id = $1 AND s.message_id = steps.message_id AND s.taken_at < ${since(parameter)}
  ORDER BY s.taken_at DESC LIMIT 1)`;

/** $1 channel, $2 first day, $3 last day, $4 first day of the span before. Reads each span's rows once. */
const growth = `
  WITH ends AS (
    SELECT message_id, taken_at >= ${since('$2')} AS current, (array_agg(views ORDER BY taken_at DESC))[1] AS views
    FROM before.post_snapshots WHERE channel_id = $1 AND taken_at >= ${since('$4')} AND taken_at < ${until}
    GROUP BY 1, 2
  ),
  steps AS (
    SELECT message_id, current, views, lag(views) OVER (PARTITION BY message_id ORDER BY current) AS previous FROM ends
  ),
  gains AS (
    SELECT current, sum(views - coalesce(previous, ${viewsBefore('$4')}, 0))::float8 AS gained FROM steps GROUP BY current
  ),
  subscribers AS (
    SELECT taken_at >= ${since('$2')} AS current, (array_agg(subscribers ORDER BY taken_at))[1] AS first,
      (array_agg(subscribers ORDER BY taken_at DESC))[1] AS last
    FROM before.channel_snapshots WHERE channel_id = $1 AND taken_at >= ${since('$4')} AND taken_at < ${until} GROUP BY 1
  ),
  published AS (
    SELECT posted_at >= ${since('$2')} AS current, count(*)::int AS posts FROM before.posts
    WHERE channel_id = $1 AND posted_at >= ${since('$4')} AND posted_at < ${until} GROUP BY 1
  )
  SELECT current, first AS "firstSubscribers", last AS "lastSubscribers", gained AS "viewsGained", posts
  FROM subscribers FULL JOIN gains USING (current) FULL JOIN published USING (current)`;

/** $1 channel, $2 first day, $3 last day, $4 limit. */
const topGaining = `
  WITH steps AS (
    SELECT message_id, (array_agg(views ORDER BY taken_at DESC))[1] AS views
    FROM before.post_snapshots WHERE channel_id = $1 AND taken_at >= ${since('$2')} AND taken_at < ${until}
    GROUP BY 1
  )
  SELECT p.message_id AS "messageId", (views - coalesce(${viewsBefore('$2')}, 0))::int AS "viewsGained", p.posted_at AS "postedAt"
  FROM steps JOIN before.posts p ON p.channel_id = $1 AND p.message_id = steps.message_id
  ORDER BY 2 DESC, 1 DESC LIMIT $4`;

/** Growth from raw snapshots with their primary key alone. */
export function growthFromRaw(
  database: Queryable,
  channelId: string,
  span: { readonly from: string; readonly to: string; readonly before: string },
) {
  return database.query<{ current: boolean }>({
    name: 'growth-raw',
    text: growth,
    values: [channelId, span.from, span.to, span.before],
  });
}

/** The posts that gained the most, from raw snapshots with their primary key alone. */
export function topFromRaw(
  database: Queryable,
  channelId: string,
  span: { readonly from: string; readonly to: string },
  limit: number,
) {
  return database.query<{ messageId: number; viewsGained: number }>({
    name: 'top-gaining-raw',
    text: topGaining,
    values: [channelId, span.from, span.to, limit],
  });
}
