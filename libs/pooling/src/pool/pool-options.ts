/** Where a pool says what happens to it. Never receives statement text or parameter values. */
export interface PoolLog {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** Settings of a pool. Durations are milliseconds. */
export interface PoolOptions {
  /** `postgres://user:password@host:port/database`. Never logged. */
  readonly url: string;
  /** Shown in `pg_stat_activity`: name the service and the replica. @default 'pooling' */
  readonly applicationName?: string | undefined;
  /** Connections opened at start and never closed for being idle. @default 10, at most `poolMax` */
  readonly poolMin?: number | undefined;
  /** Connections at most. Beyond about twice the server's cores more of them gain nothing. @default 50 */
  readonly poolMax?: number | undefined;
  /** How long a caller waits for a connection before `PoolExhaustedError`. @default 5000 */
  readonly acquireTimeoutMs?: number | undefined;
  /** Callers that may wait at once; the next one fails at once. @default 1000 */
  readonly maxWaiting?: number | undefined;
  /** How long an unused connection above `poolMin` is kept. @default 30000 */
  readonly idleTimeoutMs?: number | undefined;
  /** Age at which a connection is replaced; varied by a tenth, so that replicas don't reconnect together. @default 1800000 */
  readonly maxLifetimeMs?: number | undefined;
  /** The server ends a statement after this long. @default 10000 */
  readonly statementTimeoutMs?: number | undefined;
  /** The server ends a session that idles inside a transaction for this long. @default 30000 */
  readonly idleInTransactionTimeoutMs?: number | undefined;
  /** Drain at shutdown: after this long the connections still in use are cut. @default 10000 */
  readonly drainTimeoutMs?: number | undefined;
  /** @default silent */
  readonly log?: PoolLog | undefined;
  /** Picks the lifetime's variation: a number in [0, 1). @default Math.random */
  readonly random?: (() => number) | undefined;
}

/** Options with every default filled in. */
export type ResolvedPoolOptions = { readonly [K in keyof PoolOptions]-?: Exclude<PoolOptions[K], undefined> };

const silent: PoolLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Fills in defaults. Throws `RangeError` when the numbers contradict each other. */
export function resolvePoolOptions(options: PoolOptions): ResolvedPoolOptions {
  const poolMax = options.poolMax ?? 50;
  const poolMin = options.poolMin ?? Math.min(10, poolMax);
  if (!Number.isInteger(poolMax) || poolMax < 1) {
    throw new RangeError(`poolMax must be a whole number from 1, not ${poolMax}.`);
  }
  if (!Number.isInteger(poolMin) || poolMin < 0 || poolMin > poolMax) {
    throw new RangeError(`poolMin must be a whole number from 0 to poolMax (${poolMax}), not ${poolMin}.`);
  }
  const acquireTimeoutMs = options.acquireTimeoutMs ?? 5_000;
  if (!(acquireTimeoutMs > 0)) {
    throw new RangeError('acquireTimeoutMs must be above 0: nobody waits for a connection for ever.');
  }
  return {
    url: options.url,
    applicationName: options.applicationName ?? 'pooling',
    poolMin,
    poolMax,
    acquireTimeoutMs,
    maxWaiting: options.maxWaiting ?? 1_000,
    idleTimeoutMs: options.idleTimeoutMs ?? 30_000,
    maxLifetimeMs: options.maxLifetimeMs ?? 1_800_000,
    statementTimeoutMs: options.statementTimeoutMs ?? 10_000,
    idleInTransactionTimeoutMs: options.idleInTransactionTimeoutMs ?? 30_000,
    drainTimeoutMs: options.drainTimeoutMs ?? 10_000,
    log: options.log ?? silent,
    random: options.random ?? Math.random,
  };
}
