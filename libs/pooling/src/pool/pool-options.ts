import { defaultLaneLimits, type Lane, type LaneLimits } from '../lanes/lanes.js';

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
  /** How long an unused connection above `poolMin` is kept; varied by a tenth. @default 30000 */
  readonly idleTimeoutMs?: number | undefined;
  /** Age at which a connection is replaced; varied by a tenth, so that they don't reconnect together. @default 1800000 */
  readonly maxLifetimeMs?: number | undefined;
  /** Limits of the interactive lane's statements. @default 10000 */
  readonly statementTimeoutMs?: number | undefined;
  /** The server ends a session that idles inside a transaction for this long. @default 30000 */
  readonly idleInTransactionTimeoutMs?: number | undefined;
  /** Limits of the other lanes. @default batch 60 s a statement, maintenance without limit */
  readonly lanes?: Readonly<Partial<Record<'batch' | 'maintenance', Partial<LaneLimits>>>> | undefined;
  /**
   * `transaction` for a proxy such as PgBouncer that lends a server connection for one transaction only: nothing may then be
   * left in a session. Limits travel with each transaction, and statements are not prepared by name. @default 'session'
   */
  readonly mode?: 'session' | 'transaction' | undefined;
  /**
   * Whether a statement's `name` makes it a prepared one. PgBouncer can do that from 1.21 on, with `max_prepared_statements`
   * above 0; `PoolingModule` asks at start and goes without where the proxy can't. @default true in mode `session`, false in mode
   * `transaction`
   */
  readonly preparedStatements?: boolean | undefined;
  /** Names that prepare statements, at most: every session keeps each. Further ones are sent unprepared, with one warning. @default 200 */
  readonly maxPreparedStatements?: number | undefined;
  /** A way around the proxy, for what needs a session: index builds, session locks. @default `url` */
  readonly directUrl?: string | undefined;
  /** A connection held for longer is reported with the place that holds it; 0 turns it off. @default 60000 */
  readonly leakAfterMs?: number | undefined;
  /** Drain at shutdown: after this long the connections still in use are cut. @default 10000 */
  readonly drainTimeoutMs?: number | undefined;
  /**
   * Whether it counts in the gauges of the process. Side pools (around a proxy, to replicas) don't: autoscalers read the utilisation of
   * the one that can run out. @default true
   */
  readonly inGauges?: boolean | undefined;
  /** @default silent */
  readonly log?: PoolLog | undefined;
  /** Picks the lifetimes' variation: a number in [0, 1). @default Math.random */
  readonly random?: (() => number) | undefined;
}

/** Options with every default filled in. */
export type ResolvedPoolOptions = Omit<
  { readonly [K in keyof PoolOptions]-?: Exclude<PoolOptions[K], undefined> },
  'lanes' | 'directUrl' | 'statementTimeoutMs' | 'idleInTransactionTimeoutMs'
> & {
  readonly lanes: Readonly<Record<Lane, LaneLimits>>;
  readonly directUrl: string | undefined;
};

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
    lanes: resolveLanes(options),
    mode: options.mode ?? 'session',
    preparedStatements: options.preparedStatements ?? options.mode !== 'transaction',
    maxPreparedStatements: options.maxPreparedStatements ?? 200,
    directUrl: options.directUrl,
    leakAfterMs: options.leakAfterMs ?? 60_000,
    drainTimeoutMs: options.drainTimeoutMs ?? 10_000,
    inGauges: options.inGauges ?? true,
    log: options.log ?? silent,
    random: options.random ?? Math.random,
  };
}

function resolveLanes(options: PoolOptions): Record<Lane, LaneLimits> {
  const interactive = {
    statementTimeoutMs: options.statementTimeoutMs ?? defaultLaneLimits.interactive.statementTimeoutMs,
    idleInTransactionTimeoutMs:
      options.idleInTransactionTimeoutMs ?? defaultLaneLimits.interactive.idleInTransactionTimeoutMs,
  };
  const lanes = {
    interactive,
    batch: { ...defaultLaneLimits.batch, ...options.lanes?.batch },
    maintenance: { ...defaultLaneLimits.maintenance, ...options.lanes?.maintenance },
  };
  // They are written into SET commands, which take no parameters.
  for (const [lane, limits] of Object.entries(lanes)) {
    for (const [name, value] of Object.entries(limits)) {
      if (!Number.isInteger(value) || value < 0) {
        throw new RangeError(`${name} of the ${lane} lane must be a whole number from 0, not ${value}.`);
      }
    }
  }
  return lanes;
}
