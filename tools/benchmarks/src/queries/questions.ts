import { isDeepStrictEqual } from 'node:util';
import type { Queryable } from '@analyticbot/pooling';
import { ReportsRepository } from '@analyticbot/storage';
import { reportFromRaw } from '../before-after/daily-report.js';
import { reportDays, type SeedSize } from '../before-after/seed.js';
import { growthFromRaw, topFromRaw } from './raw-questions.js';

/** Posts that a ranking shows. */
const shown = 10;

/** Asks a question about a channel. */
export type Question = (channelId: string) => Promise<unknown>;

/** The questions of a report, as the product asks them. */
export function productQuestions(database: Queryable, size: SeedSize) {
  const reports = new ReportsRepository(database);
  const month = reportDays(size);
  const week = reportDays(size, 7);
  return {
    series: (channelId: string) => reports.series(channelId, month.from, month.to),
    days: (channelId: string) => reports.days(channelId, month.from, month.to),
    growth: (channelId: string) => reports.growth(channelId, month.from, month.to),
    top: (channelId: string) => reports.topGaining(channelId, week.from, week.to, shown),
  };
}

/** The same questions with nothing but raw snapshots and their primary key. */
export function rawQuestions(database: Queryable, size: SeedSize) {
  const month = reportDays(size);
  const before = reportDays(size, 60).from;
  return {
    series: (channelId: string) => reportFromRaw(database, channelId, month),
    growth: (channelId: string) => growthFromRaw(database, channelId, { ...month, before }),
    top: (channelId: string) => topFromRaw(database, channelId, reportDays(size, 7), shown),
  };
}

/** A comparison of different answers would say nothing. @throws Error when the sides answer differently */
export async function assertSameAnswers(
  product: ReturnType<typeof productQuestions>,
  raw: ReturnType<typeof rawQuestions>,
  channels: readonly string[],
): Promise<void> {
  for (const channelId of channels) {
    const [days, rawDays] = [await product.series(channelId), await raw.series(channelId)];
    same(
      'series',
      days.map(({ day, lastSubscribers, viewsGained, posts }) => [day, lastSubscribers, viewsGained, posts]),
      rawDays.map(({ day, lastSubscribers, viewsGained, posts }) => [
        day,
        lastSubscribers,
        viewsGained,
        posts,
      ]),
    );
    const [growth, rawGrowth] = [await product.growth(channelId), await raw.growth(channelId)];
    const spans = (['current', 'before'] as const).map((name) => {
      const { firstSubscribers, lastSubscribers, viewsGained, posts } = growth[name] ?? {};
      return { current: name === 'current', firstSubscribers, lastSubscribers, viewsGained, posts };
    });
    same(
      'growth',
      spans,
      [...rawGrowth].sort((a, b) => Number(b.current) - Number(a.current)),
    );
    const ranked = (rows: readonly { messageId: number; viewsGained: number }[]) =>
      rows.map(({ messageId, viewsGained }) => [messageId, viewsGained]);
    same('top', ranked(await product.top(channelId)), ranked(await raw.top(channelId)));
  }
}

function same(question: string, ours: unknown[], raw: unknown[]): void {
  if (
    ours.length === 0 ||
    !isDeepStrictEqual(
      ours,
      raw.map((row) => (Array.isArray(row) ? row : { ...(row as object) })),
    )
  )
    throw new Error(`"${question}" is answered differently by rollups and raw snapshots.`);
}
