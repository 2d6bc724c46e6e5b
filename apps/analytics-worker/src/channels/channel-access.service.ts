import { Injectable } from '@nestjs/common';
import { Cache } from '@analyticbot/caching';
import { channelErrors } from '@analyticbot/contracts';
import { WorkFailure } from '@analyticbot/messaging';
import { ChannelsRepository } from '@analyticbot/storage';
import { TelegramApi, TelegramError, type ChatAdministratorReading } from '@analyticbot/telegram';
import type { WorkerCacheGroups } from '../cache/cache-groups.js';

/** Who may see a channel: asked of Telegram, remembered briefly, forgotten the moment a change is seen. */
@Injectable()
export class ChannelAccess {
  constructor(
    private readonly cache: Cache<WorkerCacheGroups>,
    private readonly api: TelegramApi,
    private readonly channels: ChannelsRepository,
  ) {}

  /**
   * Resolves when `userId` administers the channel and the bot does too.
   * @throws WorkFailure with one of `channelErrors`
   */
  async requireAdministrator(channelId: string, userId: string): Promise<void> {
    const administrators = await this.administrators(channelId);
    const isAdministrator = administrators.some((one) => one.userId === userId && !one.isBot);
    if (!isAdministrator) {
      throw new WorkFailure(channelErrors.notChannelAdmin, 'The user is no administrator of the channel.');
    }
  }

  /** Forgets who administers the channel, on every replica. */
  forget(channelId: string): Promise<void> {
    return this.cache.changed('administrators-changed', [channelId]);
  }

  private async administrators(channelId: string): Promise<readonly ChatAdministratorReading[]> {
    try {
      return await this.cache.getOrLoad('channel-administrators', [channelId], () => this.read(channelId));
    } catch (error) {
      throw refusalOf(error);
    }
  }

  private async read(channelId: string): Promise<readonly ChatAdministratorReading[]> {
    const readAt = new Date();
    const administrators = await this.api.getChatAdministrators(channelId);
    const people = administrators.filter((one) => !one.isBot);
    await this.channels.replaceAdministrators(channelId, people, readAt);
    return administrators;
  }
}

/** What a failed question to Telegram means for whoever asked. Another failure, such as the database's, is given back as it is. */
export function refusalOf(error: unknown): unknown {
  if (!(error instanceof TelegramError)) return error;
  return error.retryable
    ? new WorkFailure(channelErrors.telegramUnavailable, 'Telegram does not answer right now.')
    : new WorkFailure(channelErrors.botNotAdmin, 'The bot has no access to the channel.');
}
