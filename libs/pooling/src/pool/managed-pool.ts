import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { PoolClosedError, PoolExhaustedError, PoolOverloadedError } from './pool.errors.js';
import { measurePool } from './pool-metrics.js';
import { resolvePoolOptions, type PoolOptions, type ResolvedPoolOptions } from './pool-options.js';
import { DurationWindow, type PoolStats } from './pool-stats.js';
import { valueParsers } from './value-parsers.js';

type ConnectCallback = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (release?: unknown) => void,
) => void;

/**
 * A `pg.Pool` that is measured, bounded in every direction and quiet about lost connections.
 * Values: `int8` arrives as a decimal string, `date` as `YYYY-MM-DD`, `timestamptz` as `Date`.
 */
export class ManagedPool extends pg.Pool {
  readonly settings: ResolvedPoolOptions;
  private readonly durations = new DurationWindow();
  private readonly metrics: ReturnType<typeof measurePool>;
  private readonly inUse = new Set<pg.PoolClient>();
  private timeouts = 0;
  private closing: Promise<void> | undefined;

  constructor(options: PoolOptions) {
    const settings = resolvePoolOptions(options);
    super(driverOptions(settings));
    this.settings = settings;
    // An idle connection that breaks must never end the process; the pool drops it by itself.
    this.on('error', (error) => settings.log.warn(`A database connection was lost: ${error.message}`));
    // So must one that breaks in use: its query is rejected, and the event needs a listener all the same.
    this.on('connect', (client) => client.on('error', () => undefined));
    this.on('acquire', (client) => this.inUse.add(client));
    this.on('release', (_error, client) => this.inUse.delete(client));
    this.on('remove', (client) => this.inUse.delete(client as pg.PoolClient));
    this.metrics = measurePool(this);
  }

  /** What the pool does right now. Cheap; call it as often as you like. */
  stats(): PoolStats {
    const max = this.settings.poolMax;
    const active = Math.max(0, this.totalCount - this.idleCount);
    return {
      size: this.totalCount,
      idle: this.idleCount,
      active,
      waiting: this.waitingCount,
      max,
      utilisation: active / max,
      acquireMs: this.durations.quantiles(),
      timeouts: this.timeouts,
    };
  }

  /** Fails with `PoolExhaustedError` after the acquire timeout, `PoolOverloadedError` when too many wait already. */
  override connect(): Promise<pg.PoolClient>;
  override connect(callback: ConnectCallback): void;
  override connect(callback?: ConnectCallback): Promise<pg.PoolClient> | void {
    if (callback) return this.acquire(callback);
    return new Promise((resolve, reject) => {
      this.acquire((error, client) => {
        if (client) resolve(client);
        else reject(error ?? new PoolClosedError());
      });
    });
  }

  /** Opens `poolMin` connections at once, so that the first callers don't pay for it. */
  async warm(): Promise<void> {
    const opened = await Promise.allSettled(
      Array.from({ length: this.settings.poolMin }, () => this.connect()),
    );
    let failure: unknown;
    for (const result of opened) {
      if (result.status === 'fulfilled') result.value.release();
      else failure ??= result.reason;
    }
    if (failure !== undefined) throw failure;
  }

  /** Takes no more work, waits for what runs, cuts it after the drain timeout. Repeating it is harmless. */
  override end(): Promise<void>;
  override end(callback: () => void): void;
  override end(callback?: () => void): Promise<void> | void {
    this.closing ??= this.drain();
    if (!callback) return this.closing;
    void this.closing.then(callback, callback);
  }

  private async drain(): Promise<void> {
    const until = performance.now() + this.settings.drainTimeoutMs;
    // pg-pool forgets waiters once it ends, so they are served first.
    while (this.waitingCount > 0 && performance.now() < until) await sleep(10);
    const stop = new AbortController();
    try {
      await Promise.race([super.end(), this.cutAt(until, stop.signal)]);
    } finally {
      stop.abort();
      this.metrics.forget();
    }
  }

  /** Resolves a second after the cut: a holder that never releases its connection must not hold up the shutdown. */
  private async cutAt(time: number, signal: AbortSignal): Promise<void> {
    try {
      await sleep(Math.max(0, time - performance.now()), undefined, { signal });
      this.cutConnectionsInUse();
      await sleep(1_000, undefined, { signal });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  private cutConnectionsInUse(): void {
    this.settings.log.warn(
      `${this.inUse.size} database connections were still in use ${this.settings.drainTimeoutMs} ms after shutdown began; they are cut.`,
    );
    // Their queries fail, their holders release them, and the pool can end.
    for (const client of this.inUse) (client as unknown as Destroyable).connection.stream.destroy();
  }

  private acquire(callback: ConnectCallback): void {
    if (this.closing) return callback(new PoolClosedError(), undefined, () => undefined);
    if (this.waitingCount >= this.settings.maxWaiting) {
      this.countTimeout();
      return callback(new PoolOverloadedError(this.stats()), undefined, () => undefined);
    }
    const started = performance.now();
    super.connect((error, client, done) => {
      const waitedMs = performance.now() - started;
      if (client) {
        this.durations.add(waitedMs);
        this.metrics.acquired(waitedMs);
        return callback(undefined, client, done);
      }
      if (error?.message !== waiterTimeout) return callback(error, undefined, done);
      this.countTimeout();
      callback(new PoolExhaustedError(this.stats(), waitedMs, { cause: error }), undefined, done);
    });
  }

  private countTimeout(): void {
    this.timeouts += 1;
    this.metrics.timedOut();
  }
}

/** The socket of a driver's client; its types leave it out. */
interface Destroyable {
  readonly connection: { readonly stream: { destroy(): void } };
}

/** pg-pool's message when a waiter's time is up; it has no code. */
const waiterTimeout = 'timeout exceeded when trying to connect';

function driverOptions(settings: ResolvedPoolOptions): pg.PoolConfig {
  const variedLifetime = settings.maxLifetimeMs * (0.9 + 0.2 * settings.random());
  return {
    connectionString: settings.url,
    application_name: settings.applicationName,
    min: settings.poolMin,
    max: settings.poolMax,
    connectionTimeoutMillis: settings.acquireTimeoutMs,
    idleTimeoutMillis: settings.idleTimeoutMs,
    maxLifetimeSeconds: Math.max(1, Math.round(variedLifetime / 1_000)),
    statement_timeout: settings.statementTimeoutMs,
    idle_in_transaction_session_timeout: settings.idleInTransactionTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: valueParsers,
  };
}

/** A pool without Nest and TypeORM around it. Opens nothing until first used. */
export function createPool(options: PoolOptions): ManagedPool {
  return new ManagedPool(options);
}
