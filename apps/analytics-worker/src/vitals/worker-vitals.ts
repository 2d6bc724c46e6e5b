import { Injectable } from '@nestjs/common';
import { Cache } from '@analyticbot/caching';
import { QueueInspector } from '@analyticbot/messaging';
import { HeartbeatWriter } from '@analyticbot/observability';
import { ManagedPool } from '@analyticbot/pooling';
import { TelegramLimiter } from '@analyticbot/telegram';
import { CollectionMetrics } from '../collection/collection.metrics.js';

/** What the worker adds to its heartbeat: its queues, pool, cache and calls to Telegram. */
@Injectable()
export class WorkerVitals {
  constructor(
    heartbeat: HeartbeatWriter,
    queues: QueueInspector,
    pool: ManagedPool,
    cache: Cache,
    limiter: TelegramLimiter,
    collection: CollectionMetrics,
  ) {
    heartbeat
      .section('queues', async () =>
        Object.fromEntries((await queues.stats()).map((stats) => [stats.queue, stats])),
      )
      .section('pool', () => pool.stats())
      .section('cache', () => cache.stats())
      .section('limiter', () => limiter.stats())
      .section('collection', () => collection.stats());
  }
}
