import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { ManagedPool } from '../pool/managed-pool.js';
import { isConnectionLoss, isTransientError } from './transient-errors.js';

/** A statement with its parameters. Named ones are prepared once a connection. */
export interface Statement {
  readonly text: string;
  readonly values?: readonly unknown[] | undefined;
  /** Names a prepared statement; the same name must always carry the same text. */
  readonly name?: string | undefined;
}

/** Something that runs statements: the pool, or one transaction. */
export interface Queryable {
  /** Runs one statement and gives its rows. Errors are the driver's, with their SQLSTATE in `code`. */
  query<Row extends object>(statement: Statement | string, values?: readonly unknown[]): Promise<Row[]>;
}

/** How `transaction` behaves. */
export interface TransactionOptions {
  /** How often the work is repeated after a deadlock, a serialization failure or a lost connection. @default 3 */
  readonly retries?: number | undefined;
}

/** Statements and transactions over a pool. A failed statement keeps its connection; a broken connection is dropped. */
export class Database implements Queryable {
  constructor(readonly pool: ManagedPool) {}

  async query<Row extends object>(
    statement: Statement | string,
    values?: readonly unknown[],
  ): Promise<Row[]> {
    return this.withConnection((connection) => connection.query<Row>(statement, values));
  }

  /**
   * Runs the work between BEGIN and COMMIT. After a transient error the whole work runs again, so it must be idempotent
   * and touch nothing but the database.
   */
  async transaction<T>(
    work: (transaction: Queryable) => Promise<T>,
    options: TransactionOptions = {},
  ): Promise<T> {
    const retries = options.retries ?? 3;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.withConnection((connection) => inTransaction(connection, work));
      } catch (error) {
        if (attempt >= retries || !isTransientError(error)) throw error;
        await sleep(Math.min(1_000, 20 * 2 ** attempt) * (0.5 + this.pool.settings.random() / 2));
      }
    }
  }

  /** Lends one connection for the time of the work: for session settings and advisory locks. */
  async withConnection<T>(work: (connection: Queryable) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      return await work(queryableOf(client));
    } catch (error) {
      if (isConnectionLoss(error)) broken = error as Error;
      throw error;
    } finally {
      client.release(broken);
    }
  }
}

function queryableOf(client: pg.PoolClient): Queryable {
  return {
    async query<Row extends object>(
      statement: Statement | string,
      values?: readonly unknown[],
    ): Promise<Row[]> {
      const config = typeof statement === 'string' ? { text: statement, values } : statement;
      const result = await client.query<Row>({
        text: config.text,
        values: config.values ? [...config.values] : [],
        ...(config.name === undefined ? {} : { name: config.name }),
      });
      return result.rows;
    },
  };
}

async function inTransaction<T>(
  connection: Queryable,
  work: (transaction: Queryable) => Promise<T>,
): Promise<T> {
  await connection.query('BEGIN');
  try {
    const result = await work(connection);
    await connection.query('COMMIT');
    return result;
  } catch (error) {
    if (!isConnectionLoss(error)) await connection.query('ROLLBACK');
    throw error;
  }
}
