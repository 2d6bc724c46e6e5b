import { Injectable } from '@nestjs/common';
import { Cache } from '@analyticbot/caching';
import { TelegramApi, type ChatReading } from '@analyticbot/telegram';
import type { WorkerCacheGroups } from './cache-groups.js';

/** What a channel is, as Telegram last told: asked once for all who want to know it within minutes. */
export type ChannelFacts = Pick<ChatReading, 'id' | 'type' | 'title' | 'username'>;

/** Telegram's `getChat`, from the cache where it is fresh. */
@Injectable()
export class ChannelFactsService {
  constructor(
    private readonly cache: Cache<WorkerCacheGroups>,
    private readonly api: TelegramApi,
  ) {}

  /** Never older than ten minutes while Telegram answers. Rejects with Telegram's refusal, which is not kept. */
  of(channelId: string): Promise<ChannelFacts> {
    return this.cache.getOrLoad('channel-facts', [channelId], async ({ signal }) => {
      const { id, type, title, username } = await this.api.getChat(channelId, signal);
      return { id, type, title, username };
    });
  }
}
