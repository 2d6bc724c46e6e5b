import { Injectable } from '@nestjs/common';
import {
  changeBotStatus,
  listChannels,
  personReachability,
  registerChannel,
  reportChannelOverview,
  type BotStatusChange,
  type BotStatusOutcome,
  type ChannelOverview,
  type ChannelSummary,
  type Registration,
} from '@analyticbot/contracts';
import { WorkBus } from '@analyticbot/messaging';

/** Everything the gateway may ask the worker. Each call rejects with a messaging error by its contract's deadline. */
@Injectable()
export class ChannelQuestions {
  constructor(private readonly bus: WorkBus) {}

  /** The channels `userId` administers, by title. */
  async list(userId: string): Promise<ChannelSummary[]> {
    const { channels } = await this.bus.request(listChannels, { userId });
    return channels;
  }

  /** Starts to follow a channel; harmless when repeated. */
  register(channelId: string, userId: string): Promise<Registration> {
    return this.bus.request(registerChannel, { channelId, userId });
  }

  /** How a channel does, if `userId` may see it. */
  overview(channelId: string, userId: string): Promise<ChannelOverview> {
    return this.bus.request(reportChannelOverview, { channelId, userId });
  }

  /** Tells whether a person can be written to since `at` (ISO 8601). */
  async reachabilityChanged(userId: string, reachable: boolean, at: string): Promise<void> {
    await this.bus.publish(personReachability, { userId, reachable, at });
  }

  /** Tells that the bot's own rights in a channel changed. */
  botStatusChanged(change: BotStatusChange): Promise<BotStatusOutcome> {
    return this.bus.request(changeBotStatus, change);
  }
}
