import type pg from 'pg';
import type { ResolvedPoolOptions } from '../pool-options.js';
import { valueParsers } from './value-parsers.js';

/** What `pg.Pool` has to know. */
export function driverOptions(settings: ResolvedPoolOptions): pg.PoolConfig {
  const { statementTimeoutMs, idleInTransactionTimeoutMs } = settings.lanes.interactive;
  // A transaction-pooling proxy refuses these at the start of a session; there they travel with each transaction.
  const sessionLimits =
    settings.mode === 'session'
      ? {
          statement_timeout: statementTimeoutMs,
          idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
        }
      : {};
  return {
    connectionString: settings.url,
    application_name: settings.applicationName,
    min: settings.poolMin,
    max: settings.poolMax,
    connectionTimeoutMillis: settings.acquireTimeoutMs,
    idleTimeoutMillis: settings.idleTimeoutMs,
    maxLifetimeSeconds: 1,
    ...sessionLimits,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: valueParsers,
  };
}

/**
 * Makes both ages of a connection vary by a tenth each time the pool looks them up, so that connections opened together
 * are not closed together.
 */
export function varyAges(options: pg.PoolOptions, settings: ResolvedPoolOptions): void {
  const vary = (value: number) => value * (0.9 + 0.2 * settings.random());
  Object.defineProperties(options, {
    idleTimeoutMillis: { get: () => Math.round(vary(settings.idleTimeoutMs)) },
    maxLifetimeSeconds: { get: () => Math.max(0.001, vary(settings.maxLifetimeMs) / 1_000) },
  });
}
