import { Counter, register } from 'prom-client';
import type { Queryable, Statement } from '../database/connection.js';
import { Database, type Reads } from '../database/database.js';
import { isConnectionLoss, sqlState } from '../database/transient-errors.js';
import { createPool, type ManagedPool } from '../pool/managed-pool.js';
import { databaseHost } from '../pool/wait-for-database.js';
import { describeCause } from '../pool/pool.errors.js';
import type { PoolLog } from '../pool/pool-options.js';
import { examineReplica, waitForPosition } from './replica-state.js';

/** Settings of `ReadReplicas`. */
export interface ReadReplicasOptions {
  /** A replica further behind is left out. Milliseconds. @default 10000 */
  readonly maxLagMs?: number | undefined;
  /** How long what was found out about a replica counts. Milliseconds. @default 5000 */
  readonly checkEveryMs?: number | undefined;
  /** How long `fresh` waits for a replica to catch up. Milliseconds. @default 50 */
  readonly freshWaitMs?: number | undefined;
  readonly log: PoolLog;
  /** @default performance.now */
  readonly now?: (() => number) | undefined;
}

interface Replica {
  readonly database: Database;
  readonly host: string;
  fit: boolean;
  checkedAt: number;
  check: Promise<void> | undefined;
}

/** Recovery conflict, server in a state that takes no queries, read-only transaction, and what a replica does not have yet. */
const replicaTrouble = new Set(['40001', '57P03', '25006', '42P01', '42703', '53300']);

/**
 * Statements that only read, spread over read replicas in turn. What a replica can't do is done by the primary: when it is away, too
 * far behind, full, or breaks a statement off because of recovery. No caller notices more than the delay.
 */
export class ReadReplicas implements Reads {
  private readonly replicas: Replica[];
  private next = 0;

  constructor(
    private readonly primary: Queryable,
    private readonly pools: readonly ManagedPool[],
    private readonly options: ReadReplicasOptions,
  ) {
    this.replicas = pools.map((pool) => ({
      database: new Database(pool),
      host: databaseHost(pool.settings.url),
      ...{ fit: true, checkedAt: Number.NEGATIVE_INFINITY, check: undefined },
    }));
  }

  /** Runs one reading statement. Errors of the statement itself are the driver's; those of a replica never arrive. */
  async query<Row extends object>(
    statement: Statement | string,
    values?: readonly unknown[],
  ): Promise<Row[]> {
    return this.ask<Row>(await this.pick(), statement, values);
  }

  /**
   * Where several statements may be asked that must see everything committed before this call: a replica that has it, or gets it within
   * `freshWaitMs`, else the primary. Costs two short questions.
   */
  async fresh(): Promise<Queryable> {
    const replica = await this.pick();
    const chosen = replica && (await this.hasCaughtUp(replica)) ? replica : undefined;
    return { query: (statement, values) => this.ask(chosen, statement, values) };
  }

  /** Ends the replicas' pools. */
  async close(): Promise<void> {
    await Promise.all(this.pools.map((pool) => pool.end()));
  }

  private async ask<Row extends object>(
    replica: Replica | undefined,
    statement: Statement | string,
    values?: readonly unknown[],
  ): Promise<Row[]> {
    if (replica) {
      try {
        const rows = await replica.database.query<Row>(statement, values);
        count('replica');
        return rows;
      } catch (error) {
        if (!isReplicaTrouble(error)) throw error;
        this.leaveOut(replica, describeCause(error));
      }
    }
    count('primary');
    return this.primary.query<Row>(statement, values);
  }

  private async hasCaughtUp(replica: Replica): Promise<boolean> {
    const [now] = await this.primary.query<{ lsn: string }>(committedPosition);
    if (!now) return false;
    try {
      return await waitForPosition(replica.database, now.lsn, this.options.freshWaitMs ?? 50);
    } catch (error) {
      this.leaveOut(replica, describeCause(error));
      return false;
    }
  }

  /** The next replica in turn that is fit, or undefined. */
  private async pick(): Promise<Replica | undefined> {
    for (let tried = 0; tried < this.replicas.length; tried += 1) {
      const replica = this.replicas[this.next % this.replicas.length];
      this.next += 1;
      if (!replica) return undefined;
      const known = Number.isFinite(replica.checkedAt);
      if (this.now() - replica.checkedAt >= (this.options.checkEveryMs ?? 5_000)) {
        const check = this.examine(replica);
        // Only the very first answer is waited for: later ones are looked up beside the work.
        if (!known) await check;
      }
      if (replica.fit) return replica;
    }
    return undefined;
  }

  private examine(replica: Replica): Promise<void> {
    replica.check ??= examineReplica(replica.database, this.options.maxLagMs ?? 10_000).then((state) => {
      replica.check = undefined;
      if (!state.fit) return this.leaveOut(replica, state.because);
      if (!replica.fit) this.options.log.info(`The read replica ${replica.host} is used again.`);
      replica.checkedAt = this.now();
      replica.fit = true;
    });
    return replica.check;
  }

  private leaveOut(replica: Replica, because: string): void {
    if (replica.fit)
      this.options.log.warn(
        `The read replica ${replica.host} is left out (${because}); the primary answers for it.`,
      );
    replica.fit = false;
    replica.checkedAt = this.now();
  }

  private now(): number {
    return (this.options.now ?? (() => performance.now()))();
  }
}

/** Replicas at these addresses, with pools like the primary's. */
export function openReadReplicas(
  primary: Database,
  urls: readonly string[],
  options: Omit<ReadReplicasOptions, 'log'> & { readonly poolMax?: number | undefined } = {},
): ReadReplicas {
  const { poolMax, acquireTimeoutMs, applicationName, log, ...settings } = primary.pool.settings;
  const pools = urls.map((url) =>
    createPool({
      ...settings,
      url,
      log,
      // Waiting long for a replica makes no sense while the primary is there.
      acquireTimeoutMs: Math.min(1_000, acquireTimeoutMs),
      applicationName: `${applicationName} reads`,
      poolMin: 0,
      poolMax: options.poolMax ?? poolMax,
      directUrl: undefined,
      inGauges: false,
    }),
  );
  return new ReadReplicas(primary, pools, { ...options, log });
}

/** A commit is flushed before it is answered, unless the server is told not to wait for that: then only what is inserted is sure to cover it. */
const committedPosition = `
  SELECT (CASE current_setting('synchronous_commit') WHEN 'off' THEN pg_current_wal_insert_lsn()
          ELSE pg_current_wal_flush_lsn() END)::text AS lsn`;

function isReplicaTrouble(error: unknown): boolean {
  const code = sqlState(error);
  if (code !== undefined && (replicaTrouble.has(code) || code.startsWith('E_POOL_'))) return true;
  return isConnectionLoss(error);
}

function count(target: 'replica' | 'primary'): void {
  const name = 'db_replica_reads_total';
  const help = 'Statements for read replicas by who answered: a replica, or the primary in its place.';
  const counter =
    (register.getSingleMetric(name) as Counter | undefined) ??
    new Counter({ name, help, labelNames: ['target'] });
  counter.inc({ target });
}
