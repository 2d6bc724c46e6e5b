import pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { ManagedPool } from '../pool/managed-pool.js';

/** What TypeORM needs to know beside the pool. */
export interface DataSourceParts {
  /** Entity classes. */
  readonly entities?: readonly (new () => object)[] | undefined;
  /** Migration classes, oldest first. They run by command only, never at start. */
  readonly migrations?: readonly (new () => object)[] | undefined;
  /** Where TypeORM remembers which migrations ran. @default 'migrations' */
  readonly migrationsTableName?: string | undefined;
}

/**
 * A TypeORM `DataSource` that runs on the given pool, so that limits, measuring and draining hold for it too. Not yet
 * initialised. Destroying it ends the pool. The schema is never synchronised.
 */
export function createDataSource(pool: ManagedPool, parts: DataSourceParts = {}): DataSource {
  // TypeORM makes its pool with `new driver.Pool(…)`; a constructor may return an object that exists already.
  function ExistingPool() {
    return pool;
  }
  const options: DataSourceOptions = {
    type: 'postgres',
    url: pool.settings.url,
    driver: { ...pg, native: undefined, Pool: ExistingPool },
    entities: [...(parts.entities ?? [])],
    migrations: [...(parts.migrations ?? [])],
    migrationsTableName: parts.migrationsTableName ?? 'migrations',
    synchronize: false,
    installExtensions: false,
    // Statements may hold personal data in their parameters; what fails reaches the caller as an error anyway.
    logging: false,
    poolErrorHandler: () => undefined,
  };
  return new DataSource(options);
}
