import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { Cache } from '@analyticbot/caching';
import { channelUpdateReceived, type ReceivedUpdate } from '@analyticbot/contracts';
import { BatchHandler, type WorkMessage } from '@analyticbot/messaging';
import { ChannelEventsRepository, CollectionRepository } from '@analyticbot/storage';
import type { WorkerCacheGroups } from '../cache/cache-groups.js';
import { MEMBER_HASH_KEY } from '../worker.tokens.js';
import { channelsWithChangedAdministrators, eventBatchOf, firstReadsOf } from './event-batch.js';
import { renamedChannels } from './renamed-channels.js';

/** Takes channel events off the stream, up to a hundred at a time, and stores them in one transaction. */
@Controller()
export class ChannelEventsHandler {
  constructor(
    private readonly events: ChannelEventsRepository,
    private readonly collection: CollectionRepository,
    private readonly cache: Cache<WorkerCacheGroups>,
    @Inject(MEMBER_HASH_KEY) private readonly memberHashKey: Buffer,
  ) {}

  /** Returns after the commit; only then the batch is acknowledged. Storing an event twice changes nothing. */
  @BatchHandler(channelUpdateReceived, { size: 100, waitMs: 50 })
  async handle(@Payload() messages: WorkMessage<ReceivedUpdate>[]): Promise<void> {
    const updates = messages.map(({ payload }) => payload.update);
    const batch = eventBatchOf(updates, this.memberHashKey);
    const { changedChannels } = await this.events.store(batch);
    await this.collection.bringForward(firstReadsOf(batch));
    await Promise.all([
      this.cache.changed('events-stored', changedChannels),
      this.cache.changed('administrators-changed', channelsWithChangedAdministrators(updates)),
      this.cache.changed('channel-renamed', renamedChannels(updates)),
    ]);
  }
}
