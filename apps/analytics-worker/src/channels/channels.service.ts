import { Injectable } from '@nestjs/common';
import {
  channelErrors,
  type BotStatusChange,
  type BotStatusOutcome,
  type ChannelSummary,
  type Registration,
} from '@analyticbot/contracts';
import { Cache } from '@analyticbot/caching';
import { WorkFailure } from '@analyticbot/messaging';
import { ChannelsRepository } from '@analyticbot/storage';
import { SourceResolver } from '@analyticbot/telegram';
import { ChannelFactsService } from '../cache/channel-facts.service.js';
import type { WorkerCacheGroups } from '../cache/cache-groups.js';
import { CollectionQueue } from '../collection/collection.queue.js';
import { ChannelAccess, refusalOf } from './channel-access.service.js';
import { summaryOf, visibilityOf } from './channel-summary.js';
import { LostChannels } from './lost-channels.service.js';

/** If the job that follows a registration is lost, the plan finds the channel after this long. */
const plannedAnywayAfterMs = 120_000;

/** Which channels are followed, and for whom. */
@Injectable()
export class ChannelsService {
  constructor(
    private readonly access: ChannelAccess,
    private readonly channels: ChannelsRepository,
    private readonly facts: ChannelFactsService,
    private readonly collection: CollectionQueue,
    private readonly cache: Cache<WorkerCacheGroups>,
    private readonly sources: SourceResolver,
    private readonly losses: LostChannels,
  ) {}

  /**
   * Follows a channel once Telegram confirms that the user administers it, and has it collected at once.
   * @throws WorkFailure with one of `channelErrors`
   */
  async register(channelId: string, userId: string): Promise<Registration> {
    const chat = await this.facts.of(channelId).catch((error: unknown) => {
      throw refusalOf(error);
    });
    if (chat.type !== 'channel') throw new WorkFailure(channelErrors.notAChannel, 'The chat is no channel.');
    // Whoever connects a channel has just changed who administers it.
    await this.access.forget(channelId);
    const seenAt = new Date();
    const known = await this.channels.byId(channelId);
    const channel = await this.channels.upsert({
      id: channelId,
      title: chat.title ?? '',
      username: chat.username ?? null,
      seenAt,
      botAdminSince: (known?.status === 'active' && known.botAdminSince) || seenAt,
      collectAt: new Date(seenAt.getTime() + plannedAnywayAfterMs),
    });
    await this.access.requireAdministrator(channelId, userId);
    if (channel.lastCollectedAt === null) await this.collection.collectFirst(channelId, userId);
    const views = this.sources.resolve({ id: channelId, username: channel.username ?? undefined }, 'views');
    return { channel: summaryOf(channel, null), visibility: visibilityOf(views) };
  }

  /** The channels a user administers as Telegram last told, by title. */
  async listFor(userId: string): Promise<ChannelSummary[]> {
    const channels = await this.channels.listForAdministrator(userId);
    return channels.map((channel) => summaryOf(channel, null));
  }

  /** Notes that the bot gained or lost its rights; a loss is told to the channel's administrators. */
  async changeBotStatus(change: BotStatusChange): Promise<BotStatusOutcome> {
    const { channelId, admin } = change;
    const at = new Date(change.changedAt);
    // A channel that comes back goes on being collected; whoever gave the rights back knows it.
    const applied = admin
      ? await this.channels.markActive(channelId, at).then(() => true)
      : await this.losses.lost(channelId, 'bot-removed', at);
    await this.cache.changed('access-changed', [channelId]);
    return { applied, tell: [] };
  }
}
