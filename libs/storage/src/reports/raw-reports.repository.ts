import { Database } from '@analyticbot/pooling';
import { Inject, Injectable } from '@nestjs/common';
import { utcDay } from '../schema/sql-types.js';
import type { ReportWindow } from './report.types.js';

/** $1 channel, $3 end: `steps`, what each post gained on each day with a reading. Reads the whole history of the posts. */
const gainsByDay = `
  ends AS (
    SELECT s.message_id, ${utcDay('s.taken_at')} AS day,
      (array_agg(s.views ORDER BY s.taken_at DESC, s.views DESC))[1] AS views,
      (array_agg(s.views ORDER BY s.taken_at, s.views DESC))[1] AS first_views
    FROM post_snapshots s WHERE s.channel_id = $1 AND s.taken_at < $3 AND s.views IS NOT NULL
    GROUP BY 1, 2
  ),
  steps AS (
    SELECT e.message_id, e.day, e.views - coalesce(
      lag(e.views) OVER (PARTITION BY e.message_id ORDER BY e.day),
      CASE WHEN ${utcDay('p.posted_at')} >= e.day - 1 THEN 0 ELSE e.first_views END) AS gained
    FROM ends e JOIN posts p ON p.channel_id = $1 AND p.message_id = e.message_id
  )`;

/**
 * The same figures as the rollups hold, computed from the raw snapshots alone. Slow on purpose: the baseline that
 * benchmarks compare with, and the truth that tests hold the rollups against. Windows are whole days in UTC.
 */
@Injectable()
export class RawReportsRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Last subscriber count, samples, least and most of each day, oldest first. */
  dailySubscribers(
    channelId: string,
    window: ReportWindow,
  ): Promise<{ day: string; last: number; min: number; max: number; samples: number }[]> {
    return this.database.query(
      `SELECT ${utcDay('taken_at')} AS day,
         (array_agg(subscribers ORDER BY taken_at DESC, subscribers DESC))[1] AS last,
         min(subscribers) AS min, max(subscribers) AS max, count(*)::int AS samples
       FROM channel_snapshots WHERE channel_id = $1 AND taken_at >= $2 AND taken_at < $3
       GROUP BY 1 ORDER BY 1`,
      [channelId, window.from, window.to],
    );
  }

  /** Views that all posts gained each day, by the same definition as the rollup. */
  dailyViewsGained(channelId: string, window: ReportWindow): Promise<{ day: string; gained: number }[]> {
    return this.database.query(
      `WITH ${gainsByDay}
       SELECT day, sum(gained)::float8 AS gained FROM steps
       WHERE day >= ${utcDay('$2::timestamptz')} GROUP BY day ORDER BY day`,
      [channelId, window.from, window.to],
    );
  }

  /** Views that each post with a reading gained, the most first, of two the later one: by the same definition as the ranking. */
  viewsGainedByPost(
    channelId: string,
    window: ReportWindow,
  ): Promise<{ messageId: number; viewsGained: number }[]> {
    return this.database.query(
      `WITH ${gainsByDay}
       SELECT message_id AS "messageId", sum(gained)::int AS "viewsGained" FROM steps
       WHERE day >= ${utcDay('$2::timestamptz')} GROUP BY 1 ORDER BY 2 DESC, 1 DESC`,
      [channelId, window.from, window.to],
    );
  }

  /** Views that all posts gained each hour with a reading: each reading's views less those of the reading before. */
  hourlyViewsGained(channelId: string, window: ReportWindow): Promise<{ hour: Date; gained: number }[]> {
    return this.database.query(
      `SELECT date_trunc('hour', taken_at, 'UTC') AS hour, sum(gained)::float8 AS gained FROM (
         SELECT s.taken_at, s.views - coalesce(
           lag(s.views) OVER (PARTITION BY s.message_id ORDER BY s.taken_at),
           CASE WHEN ${utcDay('p.posted_at')} >= ${utcDay('s.taken_at')} - 1 THEN 0 ELSE s.views END) AS gained
         FROM (SELECT message_id, taken_at, max(views) AS views FROM post_snapshots
           WHERE channel_id = $1 AND taken_at < $3 AND views IS NOT NULL GROUP BY 1, 2) s
         JOIN posts p ON p.channel_id = $1 AND p.message_id = s.message_id
       ) steps WHERE taken_at >= $2 GROUP BY 1 ORDER BY 1`,
      [channelId, window.from, window.to],
    );
  }

  /** Last known views of each post of a window, highest first. */
  postReach(
    channelId: string,
    window: ReportWindow,
    limit = 1_000,
  ): Promise<{ messageId: number; views: number }[]> {
    return this.database.query(
      `SELECT p.message_id AS "messageId", (array_agg(s.views ORDER BY s.taken_at DESC, s.views DESC))[1] AS views
       FROM posts p JOIN post_snapshots s ON s.channel_id = p.channel_id AND s.message_id = p.message_id
       WHERE p.channel_id = $1 AND p.posted_at >= $2 AND p.posted_at < $3 AND s.views IS NOT NULL
       GROUP BY p.message_id ORDER BY 2 DESC, 1 DESC LIMIT $4`,
      [channelId, window.from, window.to, limit],
    );
  }
}
