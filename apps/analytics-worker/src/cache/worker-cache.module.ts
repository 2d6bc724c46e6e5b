import { Module, type DynamicModule } from '@nestjs/common';
import type { WorkerConfig } from '@analyticbot/config';
import { CachingModule, deriveCacheKeys } from '@analyticbot/caching';
import type { ServiceIdentity } from '@analyticbot/observability';
import { cacheGroups } from './cache-groups.js';
import { ChannelFactsService } from './channel-facts.service.js';
import { CacheNewsHandler } from './cache-news.handler.js';
import { NewsBusModule } from './news-bus.module.js';
import { NewsInvalidationBus } from './news-invalidation.bus.js';

/** Raise it with the shape of anything cached: values of another shape are never read. */
const schemaVersion = 2;

/** The first seals values of sensitive groups, the others still open them: put a higher one in front to rotate. */
const keyVersions = [1] as const;

/** The worker's cache, kept in step with other replicas by news. */
@Module({})
export class WorkerCacheModule {
  static forRoot(
    config: Pick<WorkerConfig, 'REDIS_CACHE_URL' | 'BOT_TOKEN'>,
    { replicaId }: ServiceIdentity,
  ): DynamicModule {
    return {
      module: WorkerCacheModule,
      imports: [
        CachingModule.forRootAsync({
          imports: [NewsBusModule],
          inject: [NewsInvalidationBus],
          useFactory: (bus: NewsInvalidationBus) => ({
            redisUrl: config.REDIS_CACHE_URL,
            namespace: 'analyticbot',
            schemaVersion,
            groups: cacheGroups,
            replicaId,
            bus,
            encryption: { keys: deriveCacheKeys(config.BOT_TOKEN, 'analyticbot', keyVersions) },
            // A new replica asks for the dearest reports before owners do; nothing waits for it.
            warmOnStart: { atMost: 100, perSecond: 5 },
          }),
        }),
        NewsBusModule,
      ],
      providers: [ChannelFactsService],
      exports: [ChannelFactsService],
      global: true,
      controllers: [CacheNewsHandler],
    };
  }
}
