import { Module, type DynamicModule } from '@nestjs/common';
import { collectChannel, maintainPartitions, planCollection } from '@analyticbot/contracts';
import { registerJobQueue } from '@analyticbot/messaging';
import { ChannelsModule } from '../channels/channels.module.js';
import { CollectionMetrics } from './collection.metrics.js';
import { COLLECTION_OPTIONS, type CollectionOptions } from './collection.options.js';
import { CollectionProcessor } from './collection.processor.js';
import { CollectionQueue } from './collection.queue.js';
import { FiguresWantedHandler } from './planning/figures-wanted.handler.js';
import { ChannelStates } from './planning/channel-states.service.js';
import { CollectionBudget } from './planning/collection-budget.service.js';
import { CollectionPlanner } from './planning/collection.planner.js';
import { InterestBook } from './planning/interest-book.js';
import { ChannelCollector } from './reading/channel-collector.js';
import { MissingPosts } from './reading/missing-posts.js';
import { PostReader } from './reading/post-reader.service.js';

/** Reads the figures of channels from their sources, on a schedule that all replicas share. */
@Module({})
export class CollectionModule {
  /** Global: whoever shows figures tells it who looks. */
  static forRoot(options: CollectionOptions): DynamicModule {
    return {
      module: CollectionModule,
      global: true,
      imports: [ChannelsModule, registerJobQueue(collectChannel, planCollection, maintainPartitions)],
      controllers: [FiguresWantedHandler],
      providers: [
        { provide: COLLECTION_OPTIONS, useValue: options },
        ...[CollectionQueue, CollectionPlanner, CollectionProcessor, CollectionMetrics],
        ...[InterestBook, ChannelStates, CollectionBudget],
        ...[ChannelCollector, PostReader, MissingPosts],
      ],
      exports: [CollectionQueue, InterestBook, CollectionMetrics],
    };
  }
}
