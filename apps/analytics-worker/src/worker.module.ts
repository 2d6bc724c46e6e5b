import { Module, type DynamicModule } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { WorkerConfig } from '@analyticbot/config';
import { queueSettings, routes } from '@analyticbot/contracts';
import { defineQueue, MessagingModule, WORK_CONNECTION } from '@analyticbot/messaging';
import {
  checkIndicator,
  HealthModule,
  MetricsModule,
  redisIndicator,
  VitalsModule,
  type ServiceIdentity,
} from '@analyticbot/observability';
import { HealthLane, PoolingModule } from '@analyticbot/pooling';
import { StorageModule, storageEntities } from '@analyticbot/storage';
import { TelegramModule } from '@analyticbot/telegram';
import { WorkerCacheModule } from './cache/worker-cache.module.js';
import { ChannelsModule } from './channels/channels.module.js';
import { CollectionModule } from './collection/collection.module.js';
import { EventsModule } from './events/events.module.js';
import { ReportsModule } from './reports/reports.module.js';
import { blocksPerSecond, pagesPerSecond } from './sources/reading-pace.js';
import { PeopleModule } from './people/people.module.js';
import { SourcesModule } from './sources/sources.module.js';
import { WorkerVitals } from './vitals/worker-vitals.js';

/** Channel events may be large in number, never in size: one update each. */
const maxPayloadBytes = 2 * 1024 * 1024;

/** The worker, put together: events in, figures collected, reports out. */
@Module({})
export class WorkerModule {
  static forRoot(config: WorkerConfig, identity: ServiceIdentity): DynamicModule {
    const queues = Object.entries(queueSettings).map(([name, settings]) =>
      defineQueue({ name, ...settings }),
    );
    return {
      module: WorkerModule,
      imports: [
        MessagingModule.forRoot({
          redisUrl: config.REDIS_URL,
          ...identity,
          queues,
          contracts: routes['analytics-worker'].takes,
          sends: routes['analytics-worker'].sends,
          maxPayloadBytes,
        }),
        PoolingModule.forRoot({
          url: config.DATABASE_URL,
          applicationName: `${identity.service}/${identity.replicaId}`,
          poolMin: config.DB_POOL_MIN,
          poolMax: config.DB_POOL_MAX,
          mode: config.DB_POOL_MODE,
          directUrl: config.DATABASE_DIRECT_URL,
          replicaUrls: config.DATABASE_REPLICA_URLS,
          budget: { shares: config.DB_BUDGET_SHARES, whenExceeded: config.DB_BUDGET },
          entities: storageEntities,
        }),
        StorageModule.forRoot({}),
        VitalsModule.forRootAsync({
          inject: [WORK_CONNECTION],
          useFactory: (redis: Redis) => ({ redis, ...identity }),
        }),
        MetricsModule.forRoot({ service: identity.service }),
        HealthModule.forRootAsync({
          inject: [WORK_CONNECTION, HealthLane],
          useFactory: (redis: Redis, lane: HealthLane) => ({
            indicators: [redisIndicator('redis', redis), checkIndicator('database', () => lane.requireUp())],
          }),
        }),
        TelegramModule.forRootAsync({
          inject: [WORK_CONNECTION],
          useFactory: (redis: Redis) => ({
            redis,
            token: config.BOT_TOKEN,
            apiRoot: config.TELEGRAM_API_ROOT,
          }),
        }),
        SourcesModule.forRoot(config),
        WorkerCacheModule.forRoot(config, identity),
        EventsModule,
        CollectionModule.forRoot({
          parallel: config.COLLECTION_PARALLEL,
          callsPerSecond: config.COLLECTION_CALLS_PER_SECOND,
          pagesPerSecond: pagesPerSecond(config),
          blocksPerSecond,
        }),
        ChannelsModule,
        PeopleModule,
        ReportsModule,
      ],
      providers: [WorkerVitals],
    };
  }
}
