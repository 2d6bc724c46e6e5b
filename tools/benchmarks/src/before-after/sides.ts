import { defineCacheGroups, tag, type Cache } from '@analyticbot/caching';
import type { Database } from '@analyticbot/pooling';
import { ReportsRepository } from '@analyticbot/storage';
import { reportFromRaw, reportFromRollups, type ReportDay, type ReportSpan } from './daily-report.js';

/** On the cached side one answer in so many finds that its channel has just got new figures. */
const answersPerChange = 20;

/** What the cached side caches. */
export const reportGroups = defineCacheGroups({ report: { ttlMs: 600_000 } });

/** Answers the report of a channel; `index` counts the answers of a round. */
export type Answer = (channelId: string, index: number) => Promise<readonly ReportDay[]>;

/** The three ways to the same answer: from raw snapshots; from rollups; from rollups behind the cache. */
export interface ReportSides {
  readonly raw: Answer;
  readonly rollups: Answer;
  readonly cached: Answer;
}

/** The sides over a seeded database. */
export function reportSides(
  database: Database,
  cache: Cache<typeof reportGroups>,
  span: ReportSpan,
): ReportSides {
  const reports = new ReportsRepository(database);
  return {
    raw: (channelId) => reportFromRaw(database, channelId, span),
    rollups: (channelId) => reportFromRollups(reports, channelId, span),
    cached: async (channelId, index) => {
      const channelTag = tag('channel', channelId);
      if (index % answersPerChange === answersPerChange - 1) await cache.invalidate([channelTag]);
      return cache.getOrLoad(
        'report',
        [channelId, span.from, span.to],
        () => reportFromRollups(reports, channelId, span),
        { tags: [channelTag] },
      );
    },
  };
}
