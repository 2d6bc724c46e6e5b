import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { capturePlace, placeOfStatement, type CapturedPlace } from '../holders/place.js';
import type { Lane, LaneLimits } from '../lanes/lanes.js';
import type { ManagedPool } from '../pool/managed-pool.js';
import { isStalePlan } from '../prepared/stale-plan.js';
import {
  deadlineOf,
  inLimitedSession,
  inTransaction,
  noAnswer,
  queryableOf,
  queryTogether,
  type Queryable,
  type Sending,
  type Statement,
} from './connection.js';
import { DatabaseSilentError, SessionNeededError, TransactionIdleError } from './database.errors.js';
import { withRemedy } from './remedies.js';
import { isConnectionLoss, isTransientError, sqlState } from './transient-errors.js';

/** How `transaction` behaves. */
export interface TransactionOptions {
  /** How often the work is repeated after a deadlock, a serialization failure or a lost connection. @default 3 */
  readonly retries?: number | undefined;
}

/** Read replicas, or whatever stands for them. */
export interface Reads extends Queryable {
  /** Where everything committed before this call is seen. */
  fresh(): Promise<Queryable>;
}

/**
 * Statements and transactions over a pool, in one lane. A failed statement keeps its connection; a broken connection is
 * dropped. Errors are the driver's, with their SQLSTATE in `code`, and say what to do where that is known.
 */
export class Database implements Queryable {
  private readonly lanes: Map<Lane, Database>;
  private readonly limits: LaneLimits;
  /** Sessions of a pool start with the interactive limits, unless a proxy stands before the server. */
  private readonly limitsAreTheSessions: boolean;
  private readonly sending: Sending;

  /** @param pool where connections come from. @param reads who answers `reads`; by default this database itself */
  constructor(
    readonly pool: ManagedPool,
    private readonly replicas: Reads | null = null,
    private readonly ofLane: Lane = 'interactive',
    family?: Map<Lane, Database>,
  ) {
    this.limits = pool.settings.lanes[ofLane];
    this.sending = {
      prepared: pool.prepared,
      deadlineMs: deadlineOf(this.limits),
    };
    this.limitsAreTheSessions = ofLane === 'interactive' && pool.settings.mode === 'session';
    this.lanes = (family ?? new Map<Lane, Database>()).set(ofLane, this);
  }

  /** The same database under another kind of use's limits: `batch` for writers and jobs, `maintenance` for index builds. */
  lane(lane: Lane): Database {
    return this.lanes.get(lane) ?? new Database(this.pool, this.replicas, lane, this.lanes);
  }

  /**
   * For statements that only read and may see a moment ago, such as reports: a read replica where there are any and one is
   * fit, else this database.
   */
  get reads(): Queryable {
    return this.replicas ?? this;
  }

  /**
   * For reports of several statements that must show everything stored by now: a read replica that has caught up with this moment, else
   * this database. Without replicas it costs nothing.
   */
  freshReads(): Promise<Queryable> {
    return this.replicas?.fresh() ?? Promise.resolve(this);
  }

  /** Runs one statement and gives its rows. A prepared one that a migration made stale is prepared anew, once. */
  query<Row extends object>(statement: Statement | string, values?: readonly unknown[]): Promise<Row[]> {
    if (typeof statement === 'string' || statement.name === undefined)
      return this.once<Row>(statement, values);
    return this.once<Row>(statement, values).catch((error: unknown) => {
      if (!isStalePlan(error)) throw error;
      return this.once<Row>(statement, values);
    });
  }

  private once<Row extends object>(
    statement: Statement | string,
    values?: readonly unknown[],
  ): Promise<Row[]> {
    const place = placeOfStatement(typeof statement === 'string' ? undefined : statement.name);
    // Some maintenance, such as CREATE INDEX CONCURRENTLY, refuses to run inside a transaction.
    if (this.ofLane === 'maintenance')
      return this.inSession(place, (connection) => connection.query<Row>(statement, values));
    return this.lent(place, async (connection, client) => {
      if (this.limitsAreTheSessions) return connection.query<Row>(statement, values);
      const one = typeof statement === 'string' ? { text: statement, values } : statement;
      const [rows] = await queryTogether(client, connection, this.limits, [one]);
      return rows as Row[];
    });
  }

  /**
   * Runs statements in one transaction that is sent as a whole: one round trip, where none depends on the answer to another. Gives the rows of each.
   * Repeated after a transient error like `transaction`, so they must be idempotent.
   */
  together(
    statements: readonly Statement[],
    options: TransactionOptions = {},
  ): Promise<readonly (readonly object[])[]> {
    const limits = this.limitsAreTheSessions ? null : this.limits;
    const names = statements.flatMap(({ name }) => name ?? []);
    const place = placeOfStatement(names.length > 0 ? names.join(', ') : undefined);
    return this.repeated(options, () =>
      this.lent(place, (connection, client) => queryTogether(client, connection, limits, statements)),
    );
  }

  /**
   * Runs the work between BEGIN and COMMIT. After a transient error, or a plan made stale by a migration, the whole work runs again, so it must be idempotent
   * and touch nothing but the database.
   */
  async transaction<T>(
    work: (transaction: Queryable) => Promise<T>,
    options: TransactionOptions = {},
  ): Promise<T> {
    const place = capturePlace(this.transaction);
    const limits = this.limitsAreTheSessions ? null : this.limits;
    return this.repeated(options, () =>
      this.lent(place, (connection) => inTransaction(connection, limits, work)),
    );
  }

  /**
   * Lends one connection with its session for the time of the work: for session settings, session locks and what can't run in
   * a transaction. Behind a transaction-pooling proxy it goes around it, or throws `SessionNeededError`.
   */
  async withConnection<T>(work: (connection: Queryable) => Promise<T>): Promise<T> {
    return this.inSession(capturePlace(this.withConnection), work);
  }

  /** @internal A transaction together with its driver's client, for protocols the driver speaks by streams. Not repeated. */
  onClient<T>(work: (transaction: Queryable, client: pg.PoolClient) => Promise<T>): Promise<T> {
    const limits = this.limitsAreTheSessions ? null : this.limits;
    return this.lent(capturePlace(this.onClient), (connection, client) =>
      inTransaction(connection, limits, (transaction) => work(transaction, client)),
    );
  }

  private get source(): ManagedPool {
    const throughProxy = this.pool.settings.mode === 'transaction';
    return throughProxy && this.ofLane === 'maintenance' ? this.pool.direct() : this.pool;
  }

  private async repeated<T>({ retries = 3 }: TransactionOptions, work: () => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        if (attempt >= retries || !isTransientError(error)) throw error;
        await sleep(Math.min(1_000, 20 * 2 ** attempt) * (0.5 + this.pool.settings.random() / 2));
      }
    }
  }

  private async inSession<T>(place: CapturedPlace, work: (connection: Queryable) => Promise<T>): Promise<T> {
    if (this.source.settings.mode !== 'session') throw new SessionNeededError();
    return this.lent(place, (connection) =>
      this.limitsAreTheSessions ? work(connection) : inLimitedSession(connection, this.limits, work),
    );
  }

  private async lent<T>(
    place: CapturedPlace,
    work: (connection: Queryable, client: pg.PoolClient) => Promise<T>,
  ): Promise<T> {
    const pool = this.source;
    const client = await pool.lend(this.ofLane, place);
    let broken: Error | undefined;
    try {
      return await work(queryableOf(client, this.sending), client);
    } catch (error) {
      if (error instanceof Error && error.message === noAnswer) {
        broken = error;
        throw new DatabaseSilentError(this.sending.deadlineMs ?? 0, { cause: error });
      }
      if (!isConnectionLoss(error)) throw withRemedy(error, this.ofLane, this.limits);
      broken = error as Error;
      // The server says why it ends a session before the driver notices that it is gone.
      const reason = pool.lossOf(client) ?? error;
      if (sqlState(reason) !== '25P03') throw error;
      throw new TransactionIdleError(this.limits.idleInTransactionTimeoutMs, { cause: reason });
    } finally {
      client.release(broken);
    }
  }
}
