import { Injectable } from '@nestjs/common';
import { Cache } from '@analyticbot/caching';
import type { ChannelOverview } from '@analyticbot/contracts';
import {
  BoostsRepository,
  ChannelsRepository,
  FiguresRepository,
  ReportsRepository,
  type SubscriberPoint,
  type SubscriberPoints,
} from '@analyticbot/storage';
import type { WorkerCacheGroups } from '../cache/cache-groups.js';
import {
  assembleOverview,
  bestHourWindow,
  overviewDayRange,
  overviewWindow,
  type OverviewData,
} from './channel-overview.assembly.js';
import { followedChannel } from './followed-channel.js';

const topPostsShown = 5;
const dayMs = 86_400_000;
const nothingReported = { joins: 0, leaves: 0 };

/** The overview of a channel, from the cache where it is fresh. */
@Injectable()
export class ChannelOverviewService {
  constructor(
    private readonly cache: Cache<WorkerCacheGroups>,
    private readonly channels: ChannelsRepository,
    private readonly reports: ReportsRepository,
    private readonly boosts: BoostsRepository,
    private readonly figures: FiguresRepository,
  ) {
    cache.warmBy('channel-overview', async ([channelId]) => this.overview(String(channelId)));
  }

  /**
   * Five minutes old, six at most unless the database is slow or away, and never older than the newest stored figure. Who may see it is the caller's business.
   * @throws WorkFailure when the channel is unknown, or the bot is no administrator there any more
   */
  async overview(channelId: string): Promise<ChannelOverview> {
    return this.cache.getOrLoad('channel-overview', [channelId], () => this.compute(channelId, new Date()));
  }

  private async compute(channelId: string, now: Date): Promise<ChannelOverview> {
    const channel = await followedChannel(this.channels, channelId);
    const window = overviewWindow(now);
    const { firstDay, lastDay } = overviewDayRange(now);
    const [reports, figures] = await Promise.all([this.reports.fresh(), this.figures.fresh()]);
    const [subscribers, days, posts, topPosts, coverage, boosts, at24Hours] = await Promise.all([
      reports.subscriberPoints(channelId, now),
      reports.series(channelId, firstDay, lastDay),
      reports.posts(channelId, window),
      reports.topPosts(channelId, window, topPostsShown),
      reports.coverage(channelId, window),
      this.boosts.counts(channelId, now),
      figures.viewsAtAges(channelId, bestHourWindow(now), [dayMs]),
    ]);
    const membership = await membershipBetween(reports, channelId, subscribers);
    return assembleOverview({
      ...{ now, channel, subscribers, days, posts, topPosts, coverage, membership, boosts, at24Hours },
    });
  }
}

/** Between the very moments of the counts that are compared: else joins of other hours would explain them. */
async function membershipBetween(
  reports: Pick<ReportsRepository, 'membership'>,
  channelId: string,
  points: SubscriberPoints,
): Promise<OverviewData['membership']> {
  const between = (earlier: SubscriberPoint | null) =>
    earlier === null || points.now === null
      ? nothingReported
      : reports.membership(channelId, { from: earlier.at, to: points.now.at });
  const [hours24, days7, days30] = await Promise.all([
    between(points.hours24),
    between(points.days7),
    between(points.days30),
  ]);
  return { hours24, days7, days30 };
}
