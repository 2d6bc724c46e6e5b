import { Module } from '@nestjs/common';
import { collectChannel, maintainPartitions, planCollection } from '@analyticbot/contracts';
import { registerJobQueue } from '@analyticbot/messaging';
import { ChannelCollector } from './channel-collector.js';
import { CollectionPlanner } from './collection.planner.js';
import { CollectionProcessor } from './collection.processor.js';
import { CollectionQueue } from './collection.queue.js';

/** Reads the figures of channels from their sources, on a schedule that all replicas share. */
@Module({
  imports: [registerJobQueue(collectChannel, planCollection, maintainPartitions)],
  providers: [CollectionQueue, CollectionPlanner, CollectionProcessor, ChannelCollector],
  exports: [CollectionQueue],
})
export class CollectionModule {}
