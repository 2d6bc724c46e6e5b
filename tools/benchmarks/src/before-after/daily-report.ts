import type { Queryable } from '@analyticbot/pooling';
import type { ReportsRepository } from '@analyticbot/storage';

/** One day of the report that both sides answer. */
export interface ReportDay {
  readonly day: string;
  readonly lastSubscribers: number | null;
  readonly minSubscribers: number | null;
  readonly maxSubscribers: number | null;
  readonly samples: number;
  readonly viewsGained: number | null;
  readonly posts: number | null;
}

/** Days of a report, `YYYY-MM-DD` in UTC, both included. */
export interface ReportSpan {
  readonly from: string;
  readonly to: string;
}

const day = (column: string) => `(${column} AT TIME ZONE 'UTC')::date`;
const since = `($2::date::timestamp AT TIME ZONE 'UTC')`;
const until = `(($3::date + 1)::timestamp AT TIME ZONE 'UTC')`;

/**
 * One statement over the raw figures. It reads the window alone and looks up where a post stood before it by one
 * step into the primary key. Of six ways to take a post's last figure of a day the fastest one is used. $1 channel, $2 first day, $3 last day.
 */
const rawReport = `
  WITH subscribers AS (
    SELECT ${day('taken_at')} AS day, (array_agg(subscribers ORDER BY taken_at DESC))[1] AS last,
      min(subscribers) AS min, max(subscribers) AS max, count(*)::int AS samples
    FROM before.channel_snapshots WHERE channel_id = $1 AND taken_at >= ${since} AND taken_at < ${until}
    GROUP BY 1
  ),
  ends AS (
    SELECT message_id, ${day('taken_at')} AS day, (array_agg(views ORDER BY taken_at DESC))[1] AS views
    FROM before.post_snapshots
    WHERE channel_id = $1 AND taken_at >= ${since} AND taken_at < ${until}
    GROUP BY 1, 2
  ),
  steps AS (
    SELECT message_id, day, views, lag(views) OVER (PARTITION BY message_id ORDER BY day) AS previous FROM ends
  ),
  gains AS (
    SELECT day, views - coalesce(previous, (
      SELECT s.views FROM before.post_snapshots s
      WHERE s.channel_id = $1 AND s.message_id = steps.message_id AND s.taken_at < ${since}
      ORDER BY s.taken_at DESC LIMIT 1
    ), 0) AS gained
    FROM steps
  ),
  reach AS (SELECT day, sum(gained)::float8 AS gained FROM gains GROUP BY day),
  published AS (
    SELECT ${day('posted_at')} AS day, count(*)::int AS posts FROM before.posts
    WHERE channel_id = $1 AND posted_at >= ${since} AND posted_at < ${until} GROUP BY 1
  )
  SELECT day, last AS "lastSubscribers", min AS "minSubscribers", max AS "maxSubscribers", samples,
    gained AS "viewsGained", posts
  FROM subscribers FULL JOIN reach USING (day) FULL JOIN published USING (day) ORDER BY day`;

/** Before: from the raw figures, each time. */
export function reportFromRaw(
  database: Queryable,
  channelId: string,
  span: ReportSpan,
): Promise<ReportDay[]> {
  return database.query<ReportDay>({
    name: 'daily-report-raw',
    text: rawReport,
    values: [channelId, span.from, span.to],
  });
}

/** After: from the rollups. */
export async function reportFromRollups(
  reports: ReportsRepository,
  channelId: string,
  span: ReportSpan,
): Promise<ReportDay[]> {
  const days = await reports.days(channelId, span.from, span.to);
  return days.map(
    ({ day, lastSubscribers, minSubscribers, maxSubscribers, samples, viewsGained, posts }) => ({
      ...{ day, lastSubscribers, minSubscribers, maxSubscribers, samples, viewsGained, posts },
    }),
  );
}
