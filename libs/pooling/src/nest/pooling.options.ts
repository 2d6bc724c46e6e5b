import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { StartBudget } from '../capacity/check-at-start.js';
import type { PoolOptions } from '../pool/pool-options.js';
import type { DataSourceParts } from './data-source.js';

/** Options of `PoolingModule`: the pool's, TypeORM's, and how long a start may wait for the database. */
export interface PoolingOptions extends PoolOptions, DataSourceParts {
  /** How long to wait for a database that is away at start, in milliseconds. @default 30000 */
  readonly startTimeoutMs?: number | undefined;
  /** Checked against the server's real limits at start. @default this pool alone, with a warning */
  readonly budget?: StartBudget | undefined;
  /** Addresses of read replicas; `Database.reads` goes there. @default none */
  readonly replicaUrls?: readonly string[] | undefined;
  /** A replica further behind is left out, in milliseconds. @default 10000 */
  readonly replicaMaxLagMs?: number | undefined;
  /** The health lane's deadline in milliseconds. @default 2000 */
  readonly healthTimeoutMs?: number | undefined;
}

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN: poolingOptionsToken } =
  new ConfigurableModuleBuilder<PoolingOptions>()
    .setClassMethodName('forRoot')
    .setExtras({ isGlobal: true }, (definition, extras) => ({ ...definition, global: extras.isGlobal }))
    .build();
