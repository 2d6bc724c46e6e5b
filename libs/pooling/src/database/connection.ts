import type pg from 'pg';
import { beginWithLimits, limitSession, unlimitSession, type LaneLimits } from '../lanes/lanes.js';
import type { PreparedNames } from '../prepared/prepared-names.js';
import { isStalePlan } from '../prepared/stale-plan.js';
import { isConnectionLoss } from './transient-errors.js';

/** A statement with its parameters. Named ones are prepared once a connection. */
export interface Statement {
  readonly text: string;
  readonly values?: readonly unknown[] | undefined;
  /**
   * Names a prepared statement: the server parses and, after a few runs, plans it once a connection. The same name must always
   * carry the same text (`E_STATEMENT_NAME`), and never come from data. Where the pool has `preparedStatements` off, the name is ignored.
   */
  readonly name?: string | undefined;
}

/** Something that runs statements: the pool, or one transaction. */
export interface Queryable {
  /** Runs one statement and gives its rows. Errors are the driver's, with their SQLSTATE in `code`. */
  query<Row extends object>(statement: Statement | string, values?: readonly unknown[]): Promise<Row[]>;
}

/** How statements of one lane are sent. */
export interface Sending {
  /** Which names prepare what. */
  readonly prepared: PreparedNames;
  /** The driver gives up on an answer after this long; undefined is never. Milliseconds. */
  readonly deadlineMs: number | undefined;
}

/** What the driver says when its deadline is over; it has no code. */
export const noAnswer = 'Query read timeout';

const isSilence = (error: unknown) => error instanceof Error && error.message === noAnswer;

/** Between the server's own limit and the driver's deadline: time for the server's error to arrive. Milliseconds. */
const graceOf = (limitMs: number) => Math.min(5_000, Math.max(250, limitMs / 2));

/**
 * The driver's deadline for a lane: the server ends a statement by itself before, unless a proxy keeps it waiting or the network swallowed
 * it.
 */
export function deadlineOf({ statementTimeoutMs }: LaneLimits): number | undefined {
  return statementTimeoutMs > 0 ? statementTimeoutMs + graceOf(statementTimeoutMs) : undefined;
}

/** One lent connection as a `Queryable`. */
export function queryableOf(client: pg.PoolClient, sending: Sending): Queryable {
  return {
    query: <Row extends object>(statement: Statement | string, values?: readonly unknown[]) =>
      send<Row>(client, sending, statement, values),
  };
}

async function send<Row extends object>(
  client: pg.PoolClient,
  { prepared, deadlineMs }: Sending,
  statement: Statement | string,
  values?: readonly unknown[],
): Promise<Row[]> {
  const {
    text,
    values: own,
    name,
  }: Statement = typeof statement === 'string' ? { text: statement, values } : statement;
  const sent = prepared.of(name, text);
  // The driver only reads the values; its types do not know `query_timeout`.
  const query = { ...sent, values: own as unknown[], query_timeout: deadlineMs };
  try {
    const result = await client.query<Row>(query);
    return result.rows;
  } catch (error) {
    if (name !== undefined && isStalePlan(error)) prepared.renew(name, sent);
    throw error;
  }
}

/** Runs the work between BEGIN and COMMIT, under `limits` unless the session's are right already. */
export async function inTransaction<T>(
  connection: Queryable,
  limits: LaneLimits | null,
  work: (transaction: Queryable) => Promise<T>,
): Promise<T> {
  await connection.query(limits === null ? 'BEGIN' : beginWithLimits(limits));
  try {
    const result = await work(connection);
    await connection.query('COMMIT');
    return result;
  } catch (error) {
    if (!isConnectionLoss(error) && !isSilence(error)) await connection.query('ROLLBACK');
    throw error;
  }
}

/**
 * Runs statements in a transaction of their own, under `limits` unless the session's are right already. All messages leave together, so it
 * takes one round trip as a plain statement would. Gives the rows of each.
 */
export async function queryTogether(
  client: pg.PoolClient,
  connection: Queryable,
  limits: LaneLimits | null,
  statements: readonly Statement[],
): Promise<object[][]> {
  // The driver's switch may be turned between statements; its types call it read-only.
  const pipelined = client as { pipeline: boolean };
  pipelined.pipeline = true;
  const sent = [
    connection.query(limits === null ? 'BEGIN' : beginWithLimits(limits)),
    ...statements.map((statement) => connection.query(statement)),
    // After a failed statement the server takes COMMIT as ROLLBACK.
    connection.query('COMMIT'),
  ];
  const steps = await Promise.allSettled(sent);
  pipelined.pipeline = false;
  const rows: object[][] = [];
  for (const step of steps) {
    if (step.status === 'rejected') throw step.reason;
    rows.push(step.value);
  }
  return rows.slice(1, -1);
}

/** Runs the work in a session under `limits`, and gives the session its own back. */
export async function inLimitedSession<T>(
  connection: Queryable,
  limits: LaneLimits,
  work: (connection: Queryable) => Promise<T>,
): Promise<T> {
  await connection.query(limitSession(limits));
  try {
    return await work(connection);
  } finally {
    // A connection that is gone has no limits to give back; its loss is told by the work's own error.
    await connection.query(unlimitSession).catch(() => undefined);
  }
}
