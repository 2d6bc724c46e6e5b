import { Injectable } from '@nestjs/common';
import { dayOf } from '@analyticbot/analytics';
import { Cache } from '@analyticbot/caching';
import type { ChannelAnomalies, ChannelForecast, ChannelForecastRequest } from '@analyticbot/contracts';
import { ReportsRepository, SeriesRepository, type DayFigures } from '@analyticbot/storage';
import type { WorkerCacheGroups } from '../../cache/cache-groups.js';
import { forecastOf, subscribersFinding, viewsFinding } from './channel-outlook.assembly.js';

const day = 86_400_000;
const learnFromDays = 365;
/** Five weeks to learn from, and the one that is judged. */
const watchedWeeks = 6;

/** How a channel will do, and what is unusual about it now. Who may see it is the caller's business. */
@Injectable()
export class ChannelOutlookService {
  constructor(
    private readonly cache: Cache<WorkerCacheGroups>,
    private readonly reports: ReportsRepository,
    private readonly series: SeriesRepository,
  ) {}

  /** Never older than the newest stored figure. */
  async forecast({ channelId, metric, days }: ChannelForecastRequest): Promise<ChannelForecast> {
    return this.cache.getOrLoad('channel-forecast', [channelId, metric, days], async () => {
      const now = new Date();
      const reports = await this.reports.fresh();
      const [known, sources] = await Promise.all([
        daysOf(reports, channelId, now, learnFromDays),
        sourcesOf(reports, channelId, now),
      ]);
      return forecastOf({ metric, days }, known, dayOf(now), sources);
    });
  }

  async anomalies(channelId: string, now = new Date()): Promise<ChannelAnomalies> {
    const from = new Date(now.getTime() - watchedWeeks * 7 * day);
    const [counts, days] = await Promise.all([
      this.series.subscriberCounts(channelId, { from, to: now }),
      daysOf(this.reports, channelId, now, watchedWeeks * 7),
    ]);
    const findings = [subscribersFinding(counts, now), viewsFinding(days, dayOf(now))];
    return { checkedAt: now.toISOString(), findings };
  }
}

type Reports = Pick<ReportsRepository, 'series' | 'subscriberPoints' | 'topPosts'>;

function daysOf(reports: Reports, channelId: string, now: Date, back: number): Promise<DayFigures[]> {
  return reports.series(channelId, dayOf(new Date(now.getTime() - back * day)), dayOf(now));
}

async function sourcesOf(reports: Reports, channelId: string, now: Date) {
  const window = { from: new Date(now.getTime() - 30 * day), to: now };
  const [points, [post]] = await Promise.all([
    reports.subscriberPoints(channelId, now),
    reports.topPosts(channelId, window, 1),
  ]);
  return { subscribers: points.now?.source ?? null, views: post?.viewsSource ?? null };
}
