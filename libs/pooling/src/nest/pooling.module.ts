import { Inject, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import { getDataSourceToken, getEntityManagerToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { checkBudgetAtStart } from '../capacity/check-at-start.js';
import { Database } from '../database/database.js';
import { HealthLane } from '../database/health-lane.js';
import { createPool, ManagedPool } from '../pool/managed-pool.js';
import type { PoolLog } from '../pool/pool-options.js';
import { DatabaseUnavailableError } from '../pool/pool.errors.js';
import { databaseHost, waitForDatabase } from '../pool/wait-for-database.js';
import { checkPreparedThroughProxy } from '../prepared/proxy-support.js';
import { openReadReplicas, type ReadReplicas } from '../replicas/read-replicas.js';
import { createDataSource } from './data-source.js';
import { ConfigurableModuleClass, poolingOptionsToken, type PoolingOptions } from './pooling.options.js';

const replicasToken = Symbol('read-replicas');

/** Sends a pool's log lines to Nest's logger. */
export function nestPoolLog(context = 'Pooling'): PoolLog {
  const logger = new Logger(context);
  return {
    info: (message) => logger.log(message),
    warn: (message) => logger.warn(message),
    error: (message) => logger.error(message),
  };
}

/** A pool that is reachable and warm, or `DatabaseUnavailableError`. */
async function openPool(options: PoolingOptions): Promise<ManagedPool> {
  const pool = createPool({ ...options, log: options.log ?? nestPoolLog() });
  const started = performance.now();
  try {
    await waitForDatabase(pool, options.startTimeoutMs ?? 30_000);
    // Before it warms up: a server without room would refuse that with a less helpful error.
    await checkBudgetAtStart(pool, options.budget ?? {});
    await checkPreparedThroughProxy(pool);
    await pool.warm().catch((cause: unknown) => {
      throw new DatabaseUnavailableError(databaseHost(options.url), performance.now() - started, { cause });
    });
    return pool;
  } catch (error) {
    await pool.end();
    throw error;
  }
}

/**
 * Opens the pool at start and drains it at shutdown. Gives everywhere: `ManagedPool`, `Database`, `HealthLane`, and for
 * `@nestjs/typeorm` the default `DataSource` and `EntityManager` on the same pool.
 */
@Module({
  providers: [
    { provide: ManagedPool, inject: [poolingOptionsToken], useFactory: openPool },
    {
      provide: getDataSourceToken(),
      inject: [poolingOptionsToken, ManagedPool],
      useFactory: (options: PoolingOptions, pool: ManagedPool) =>
        createDataSource(pool, options).initialize(),
    },
    {
      provide: getEntityManagerToken(),
      inject: [getDataSourceToken()],
      useFactory: (dataSource: DataSource) => dataSource.manager,
    },
    {
      provide: replicasToken,
      inject: [poolingOptionsToken, ManagedPool],
      useFactory: (options: PoolingOptions, pool: ManagedPool) =>
        options.replicaUrls?.length
          ? openReadReplicas(new Database(pool), options.replicaUrls, { maxLagMs: options.replicaMaxLagMs })
          : null,
    },
    {
      provide: Database,
      inject: [ManagedPool, replicasToken],
      useFactory: (pool: ManagedPool, replicas: ReadReplicas | null) => new Database(pool, replicas),
    },
    {
      provide: HealthLane,
      inject: [poolingOptionsToken, ManagedPool],
      useFactory: (options: PoolingOptions, pool: ManagedPool) =>
        new HealthLane(
          {
            url: options.url,
            applicationName: `${pool.settings.applicationName} health`,
            mode: pool.settings.mode,
            timeoutMs: options.healthTimeoutMs,
          },
          pool,
        ),
    },
  ],
  exports: [ManagedPool, Database, HealthLane, getDataSourceToken(), getEntityManagerToken()],
})
export class PoolingModule extends ConfigurableModuleClass implements OnApplicationShutdown {
  constructor(
    @Inject(getDataSourceToken()) private readonly dataSource: DataSource,
    private readonly healthLane: HealthLane,
    @Inject(replicasToken) private readonly replicas: ReadReplicas | null,
  ) {
    super();
  }

  /** Runs after every other module's `beforeApplicationShutdown`: flush writers there. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all([
      this.dataSource.isInitialized ? this.dataSource.destroy() : undefined,
      this.healthLane.close(),
      this.replicas?.close(),
    ]);
  }
}
