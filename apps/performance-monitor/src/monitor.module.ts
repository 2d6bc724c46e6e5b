import { Module, type DynamicModule, type OnApplicationShutdown, Inject } from '@nestjs/common';
import { Redis } from 'ioredis';
import { exportRedisCache } from '@analyticbot/caching';
import type { MonitorConfig } from '@analyticbot/config';
import { queueSettings } from '@analyticbot/contracts';
import { defineQueue, MessagingModule, WORK_CONNECTION } from '@analyticbot/messaging';
import {
  checkIndicator,
  HealthModule,
  HeartbeatReader,
  HeartbeatWriter,
  MetricsModule,
  redisIndicator,
  VitalsModule,
  type ServiceIdentity,
} from '@analyticbot/observability';
import { DatabaseInspector, HealthLane, ManagedPool, PoolingModule } from '@analyticbot/pooling';
import { MONITOR_TOKEN } from './access/monitor-token.guard.js';
import { FiguresController } from './figures/figures.controller.js';
import { StatementPlanController } from './figures/statement-plan.controller.js';
import { CACHE_CONNECTION, LiveSources } from './readings/live.sources.js';
import { SuiteReader, SuiteSources } from './readings/suite.reader.js';
import { BUDGET_SHARES } from './report/connection-budget.reader.js';
import { ReportController } from './report/report.controller.js';

/** The monitor asks little and seldom: a few connections, so that the services keep theirs. */
const poolMax = 3;

/** The performance monitor, put together. */
@Module({})
export class MonitorModule implements OnApplicationShutdown {
  private readonly endExport: () => void;

  constructor(
    @Inject(CACHE_CONNECTION) private readonly cache: Redis,
    sources: SuiteSources,
  ) {
    this.endExport = exportRedisCache(() => sources.cacheRedis());
  }

  static forRoot(config: MonitorConfig, identity: ServiceIdentity): DynamicModule {
    const queues = Object.entries(queueSettings).map(([name, settings]) =>
      defineQueue({ name, ...settings }),
    );
    return {
      module: MonitorModule,
      imports: [
        MessagingModule.forRoot({ redisUrl: config.REDIS_URL, ...identity, queues }),
        PoolingModule.forRoot({
          url: config.DATABASE_URL,
          applicationName: `${identity.service}/${identity.replicaId}`,
          poolMin: 1,
          poolMax,
          mode: config.DB_POOL_MODE,
          budget: { shares: config.DB_BUDGET_SHARES, whenExceeded: config.DB_BUDGET },
        }),
        VitalsModule.forRootAsync({
          inject: [WORK_CONNECTION],
          useFactory: (redis: Redis) => ({ redis, ...identity }),
        }),
        MetricsModule.forRoot({ service: identity.service }),
        HealthModule.forRootAsync({
          inject: [WORK_CONNECTION, HealthLane],
          useFactory: (redis: Redis, lane: HealthLane) => ({
            // The monitor is there to tell what is down: it stays ready to do so.
            indicators: [
              redisIndicator('redis', redis, { readiness: false }),
              checkIndicator('database', () => lane.requireUp(), { readiness: false }),
            ],
          }),
        }),
      ],
      controllers: [FiguresController, StatementPlanController, ReportController],
      providers: [
        SuiteReader,
        { provide: SuiteSources, useClass: LiveSources },
        { provide: BUDGET_SHARES, useValue: config.DB_BUDGET_SHARES },
        { provide: MONITOR_TOKEN, useValue: config.MONITOR_TOKEN },
        {
          provide: DatabaseInspector,
          inject: [ManagedPool],
          useFactory: (pool: ManagedPool) => new DatabaseInspector(pool),
        },
        {
          provide: HeartbeatReader,
          inject: [WORK_CONNECTION],
          useFactory: (redis: Redis) => new HeartbeatReader({ redis }),
        },
        { provide: CACHE_CONNECTION, useFactory: () => cacheConnection(config.REDIS_CACHE_URL) },
        {
          provide: 'sections',
          inject: [HeartbeatWriter, ManagedPool],
          useFactory: (heartbeat: HeartbeatWriter, pool: ManagedPool) =>
            heartbeat.section('pool', () => pool.stats()),
        },
      ],
    };
  }

  onApplicationShutdown(): void {
    this.endExport();
    this.cache.disconnect();
  }
}

function cacheConnection(url: string): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    connectionName: 'monitor',
  });
  // What is away is said in the report; without a listener it would end the process.
  redis.on('error', () => undefined);
  return redis;
}
