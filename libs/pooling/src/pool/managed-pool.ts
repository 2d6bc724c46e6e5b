import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Holders, type Holder } from '../holders/holders.js';
import { capturePlace, type CapturedPlace } from '../holders/place.js';
import type { Lane } from '../lanes/lanes.js';
import { PreparedNames } from '../prepared/prepared-names.js';
import { driverOptions, varyAges } from './driver/driver-options.js';
import { describeHolder, PoolClosedError, PoolExhaustedError, PoolOverloadedError } from './pool.errors.js';
import { measurePool } from './pool-metrics.js';
import { resolvePoolOptions, type PoolOptions, type ResolvedPoolOptions } from './pool-options.js';
import { DurationWindow, type PoolStats } from './pool-stats.js';

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
  /** @internal Which statements are prepared in its sessions, and under which names. */
  readonly prepared: PreparedNames;
  private readonly waits = new DurationWindow();
  private readonly uses = new DurationWindow();
  private readonly metrics: ReturnType<typeof measurePool>;
  private readonly inUse = new Holders();
  private readonly leakTimer: NodeJS.Timeout | undefined;
  private readonly losses = new WeakMap<pg.PoolClient, Error>();
  private bypass: ManagedPool | undefined;
  private timeouts = 0;
  private leaks = 0;
  private closing: Promise<void> | undefined;

  constructor(options: PoolOptions) {
    const settings = resolvePoolOptions(options);
    super(driverOptions(settings));
    this.settings = settings;
    const { preparedStatements, maxPreparedStatements, log } = settings;
    this.prepared = new PreparedNames(preparedStatements, maxPreparedStatements, log);
    // An idle connection that breaks must never end the process; the pool drops it by itself.
    this.on('error', (error) => settings.log.warn(`A database connection was lost: ${error.message}`));
    // So must one that breaks in use: its query is rejected, and the event needs a listener all the same.
    // The first error tells the reason; that the connection ended, which follows it, does not.
    this.on('connect', (client) =>
      client.on('error', (error) => this.losses.has(client) || this.losses.set(client, error)),
    );
    this.on('release', (_error, client) => this.returned(client));
    varyAges(this.options, settings);
    this.metrics = measurePool(this, settings.inGauges);
    if (settings.leakAfterMs > 0) {
      this.leakTimer = setInterval(
        () => this.reportLeaks(),
        Math.min(5_000, settings.leakAfterMs / 2),
      ).unref();
    }
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
      acquireMs: this.waits.quantiles(),
      useMs: this.uses.quantiles(),
      timeouts: this.timeouts,
      leaks: this.leaks,
    };
  }

  /** Who holds a connection right now, the longest first. */
  holders(): Holder[] {
    return this.inUse.list();
  }

  /** What the server or the socket said when this connection broke; undefined while it is well. */
  lossOf(client: pg.PoolClient): Error | undefined {
    return this.losses.get(client);
  }

  /**
   * A pool around the proxy (`directUrl`) for what needs a session of its own: one connection, opened when first used and
   * closed with this pool. This pool itself where there is no proxy.
   */
  direct(): ManagedPool {
    const { directUrl, applicationName, lanes, log } = this.settings;
    if (directUrl === undefined) return this;
    if (this.closing) throw new PoolClosedError();
    this.bypass ??= new ManagedPool({
      url: directUrl,
      applicationName: `${applicationName} direct`,
      ...{ poolMin: 0, poolMax: 1, idleTimeoutMs: 5_000, leakAfterMs: 0, inGauges: false, lanes, log },
    });
    return this.bypass;
  }

  /** Fails with `PoolExhaustedError` after the acquire timeout, `PoolOverloadedError` when too many wait already. */
  override connect(): Promise<pg.PoolClient>;
  override connect(callback: ConnectCallback): void;
  override connect(callback?: ConnectCallback): Promise<pg.PoolClient> | void {
    if (callback) return this.acquire('interactive', capturePlace(this.connect), callback);
    return this.lend('interactive', capturePlace(this.connect));
  }

  /** `connect` for one lane's use; `place` is where it is asked for. The lane's limits are the caller's to set. */
  lend(lane: Lane, place: CapturedPlace): Promise<pg.PoolClient> {
    return new Promise((resolve, reject) => {
      this.acquire(lane, place, (error, client) => {
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
    clearInterval(this.leakTimer);
    try {
      await Promise.race([Promise.all([super.end(), this.bypass?.end()]), this.cutAt(until, stop.signal)]);
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
    const holders = this.holders();
    this.settings.log.warn(
      `${holders.length} database connections were still in use ${this.settings.drainTimeoutMs} ms after shutdown began; they are cut. ` +
        holders.slice(0, 3).map(describeHolder).join(' '),
    );
    // Their queries fail, their holders release them, and the pool can end.
    for (const client of this.inUse.clients()) (client as unknown as Destroyable).connection.stream.destroy();
  }

  private acquire(lane: Lane, place: CapturedPlace, callback: ConnectCallback): void {
    if (this.closing) return callback(new PoolClosedError(), undefined, () => undefined);
    if (this.waitingCount >= this.settings.maxWaiting) {
      this.countTimeout();
      return callback(new PoolOverloadedError(this.stats(), this.holders()[0]), undefined, () => undefined);
    }
    const started = performance.now();
    super.connect((error, client, done) => {
      const waitedMs = performance.now() - started;
      if (client) {
        this.inUse.add(client, lane, place);
        this.waits.add(waitedMs);
        this.metrics.acquired(waitedMs);
        return callback(undefined, client, done);
      }
      if (error?.message !== waiterTimeout) return callback(error, undefined, done);
      this.countTimeout();
      const exhausted = new PoolExhaustedError(this.stats(), waitedMs, this.holders()[0], { cause: error });
      callback(exhausted, undefined, done);
    });
  }

  private returned(client: pg.PoolClient): void {
    const use = this.inUse.remove(client);
    if (!use) return;
    this.uses.add(use.heldMs);
    this.metrics.used(use.lane, use.heldMs);
  }

  private reportLeaks(): void {
    for (const holder of this.inUse.newLeaks(this.settings.leakAfterMs)) {
      this.leaks += 1;
      this.metrics.leaked();
      this.settings.log.warn(
        `A database connection is not given back. ${describeHolder(holder)} Release it in a finally block, or use Database.transaction.`,
      );
    }
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

/** A pool without Nest and TypeORM around it. Opens nothing until first used. */
export function createPool(options: PoolOptions): ManagedPool {
  return new ManagedPool(options);
}
