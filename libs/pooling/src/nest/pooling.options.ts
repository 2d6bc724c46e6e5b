import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { PoolOptions } from '../pool/pool-options.js';
import type { DataSourceParts } from './data-source.js';

/** Options of `PoolingModule`: the pool's, TypeORM's, and how long a start may wait for the database. */
export interface PoolingOptions extends PoolOptions, DataSourceParts {
  /** How long to wait for a database that is away at start, in milliseconds. @default 30000 */
  readonly startTimeoutMs?: number | undefined;
  /** The health lane's deadline in milliseconds. @default 2000 */
  readonly healthTimeoutMs?: number | undefined;
}

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN: poolingOptionsToken } =
  new ConfigurableModuleBuilder<PoolingOptions>()
    .setClassMethodName('forRoot')
    .setExtras({ isGlobal: true }, (definition, extras) => ({ ...definition, global: extras.isGlobal }))
    .build();
