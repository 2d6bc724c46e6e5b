import { Module, type DynamicModule } from '@nestjs/common';
import type { WorkerConfig } from '@analyticbot/config';
import { CachingModule } from '@analyticbot/caching';
import type { ServiceIdentity } from '@analyticbot/observability';
import { cacheGroups } from './cache-groups.js';
import { CacheNewsHandler } from './cache-news.handler.js';
import { NewsBusModule } from './news-bus.module.js';
import { NewsInvalidationBus } from './news-invalidation.bus.js';

/** Raise it with the shape of anything cached: values of another shape are never read. */
const schemaVersion = 1;

/** The worker's cache, kept in step with other replicas by news. */
@Module({})
export class WorkerCacheModule {
  static forRoot(
    config: Pick<WorkerConfig, 'REDIS_CACHE_URL'>,
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
          }),
        }),
        NewsBusModule,
      ],
      controllers: [CacheNewsHandler],
    };
  }
}
