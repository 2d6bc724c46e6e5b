import { Injectable } from '@nestjs/common';
import { dayOf } from '@analyticbot/analytics';
import { Cache } from '@analyticbot/caching';
import type { ChannelFigures, ChannelFiguresRequest } from '@analyticbot/contracts';
import { ChannelsRepository, FiguresRepository, ReportsRepository } from '@analyticbot/storage';
import type { WorkerCacheGroups } from '../../cache/cache-groups.js';
import { followedChannel, watchedSince } from '../followed-channel.js';
import { linkWindow } from './campaign-figures.assembly.js';
import { assembleFigures, reachAges, type FiguresData } from './channel-figures.assembly.js';

const hour = 3_600_000;
const day = 24 * hour;
/** Posts older than this at the end of a day gain too little to be read for it. */
const dailyReachDays = 30;

/** Every figure of a channel for a window, from the cache where it is fresh. */
@Injectable()
export class ChannelFiguresService {
  constructor(
    private readonly cache: Cache<WorkerCacheGroups>,
    private readonly channels: ChannelsRepository,
    private readonly reports: ReportsRepository,
    private readonly figures: FiguresRepository,
  ) {}

  /**
   * At most a minute old, and never older than the newest stored figure. Who may see it is the caller's business.
   * @throws WorkFailure when the channel is unknown, or the bot is no administrator there any more
   */
  async of({ channelId, days }: Pick<ChannelFiguresRequest, 'channelId' | 'days'>): Promise<ChannelFigures> {
    return this.cache.getOrLoad('channel-figures', [channelId, days], async () =>
      assembleFigures(await this.read(channelId, days, new Date())),
    );
  }

  private async read(channelId: string, days: number, now: Date): Promise<FiguresData> {
    const channel = await followedChannel(this.channels, channelId);
    const window = { from: new Date(now.getTime() - days * day), to: now };
    const lastDay = lastFullDay(now);
    const agesMs = reachAges.map((age) => age * hour);
    const [reports, figures] = await Promise.all([this.reports.fresh(), this.figures.fresh()]);
    const [subscribers, posts, atAges, around, rollups, links, linksSince, joins] = await Promise.all([
      countsAt(reports, channelId, window),
      reports.posts(channelId, window),
      figures.viewsAtAges(channelId, window, agesMs),
      figures.viewsAtMoments(channelId, daysBefore(lastDay.to), [lastDay.from, lastDay.to]),
      reports.days(channelId, dayOf(window.from), dayOf(now)),
      figures.links(channelId, window),
      figures.linksKnownSince(channelId),
      figures.joinsByHour(channelId, window),
    ]);
    const { earlier, now: later } = subscribers;
    const [membership, members] = await Promise.all([
      earlier === null || later === null
        ? { joins: 0, leaves: 0 }
        : reports.membership(channelId, { from: earlier.at, to: later.at }),
      figures.members(
        channelId,
        links.map((link) => linkWindow(link, window, linksSince)),
      ),
    ]);
    return {
      ...{ window, isCollected: channel.lastCollectedAt !== null, watchedSince: watchedSince(channel) },
      ...{ subscribers, membership, posts, atAges },
      ...{ lastDay: { window: lastDay, around }, days: rollups, joins },
      links: { links, members, linksSince },
    };
  }
}

async function countsAt(
  reports: Pick<ReportsRepository, 'nearestSubscribers'>,
  channelId: string,
  { from, to }: FiguresData['window'],
): Promise<FiguresData['subscribers']> {
  const [earlier = null, now = null] = await reports.nearestSubscribers(channelId, [
    { at: from, toleranceMs: Math.min(day, (to.getTime() - from.getTime()) / 14) },
    { at: to, toleranceMs: day },
  ]);
  return { earlier, now };
}

function lastFullDay(now: Date): FiguresData['window'] {
  const to = new Date(Math.floor(now.getTime() / day) * day);
  return { from: new Date(to.getTime() - day), to };
}

function daysBefore(to: Date): FiguresData['window'] {
  return { from: new Date(to.getTime() - dailyReachDays * day), to };
}
