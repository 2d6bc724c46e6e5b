import pg from 'pg';
import { DatabaseDownError, describeCause } from '../pool/pool.errors.js';
import type { PoolStats } from '../pool/pool-stats.js';

/** Settings of the health lane. */
export interface HealthLaneOptions {
  readonly url: string;
  /** @default 'health' */
  readonly applicationName?: string | undefined;
  /** `transaction` behind a transaction-pooling proxy. @default 'session' */
  readonly mode?: 'session' | 'transaction' | undefined;
  /** The answer must come within this time. @default 2000 */
  readonly timeoutMs?: number | undefined;
}

/** What the lane found. `because` is fit to be shown: no credentials, no statement. */
export type DatabaseHealth =
  | { readonly up: true; readonly latencyMs: number; readonly pool: PoolStats | null }
  | { readonly up: false; readonly because: string; readonly pool: PoolStats | null };

/**
 * One connection of its own for health checks: it works while the pool is full, so the answer can be "up, and the pool
 * is full" instead of a timeout that looks like an outage. Concurrent checks share one question.
 */
export class HealthLane {
  private readonly lane: pg.Pool;
  private readonly timeoutMs: number;
  private running: Promise<DatabaseHealth> | undefined;

  constructor(
    options: HealthLaneOptions,
    /** The pool whose state goes into the answer. */
    private readonly observed: { stats(): PoolStats } | null = null,
  ) {
    this.timeoutMs = options.timeoutMs ?? 2_000;
    this.lane = new pg.Pool({
      connectionString: options.url,
      application_name: options.applicationName ?? 'health',
      max: 1,
      connectionTimeoutMillis: this.timeoutMs,
      query_timeout: this.timeoutMs,
      // A transaction-pooling proxy refuses this one at the start of a session.
      ...(options.mode === 'transaction' ? {} : { statement_timeout: this.timeoutMs }),
      idleTimeoutMillis: 60_000,
      keepAlive: true,
      allowExitOnIdle: true,
    });
    this.lane.on('error', () => undefined);
    this.lane.on('connect', (client) => client.on('error', () => undefined));
  }

  /** Asks the server for a sign of life. Never throws; answers within about twice the timeout. */
  check(): Promise<DatabaseHealth> {
    this.running ??= this.ask().finally(() => (this.running = undefined));
    return this.running;
  }

  /** For health endpoints. @throws DatabaseDownError when there is no sign of life */
  async requireUp(): Promise<void> {
    const health = await this.check();
    if (!health.up) throw new DatabaseDownError(health.because);
  }

  /** Closes the lane's connection. */
  async close(): Promise<void> {
    if (!this.lane.ending) await this.lane.end();
  }

  private async ask(): Promise<DatabaseHealth> {
    const started = performance.now();
    try {
      await this.lane.query('SELECT 1');
      return { up: true, latencyMs: performance.now() - started, pool: this.observed?.stats() ?? null };
    } catch (error) {
      return { up: false, because: describeCause(error), pool: this.observed?.stats() ?? null };
    }
  }
}
