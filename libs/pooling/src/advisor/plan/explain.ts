import { randomBytes } from 'node:crypto';
import type { Queryable } from '../../database/connection.js';

/** A node of `EXPLAIN (FORMAT JSON, VERBOSE)`. */
export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Total Cost': number;
  readonly 'Plan Rows': number;
  readonly 'Relation Name'?: string;
  readonly Schema?: string;
  readonly 'Index Name'?: string;
  readonly Filter?: string;
  readonly 'Sort Key'?: readonly string[];
  readonly Plans?: readonly PlanNode[];
}

/** The statement can't be planned without its parameters, or not at all. */
export class NotExplainableError extends Error {
  readonly code = 'E_NOT_EXPLAINABLE';
  constructor(because: string, options?: ErrorOptions) {
    super(`This statement can't be explained: ${because}.`, options);
    this.name = 'NotExplainableError';
  }
}

const explainable = /^\s*(?:\/\*.*?\*\/\s*)*(select|with|update|delete|insert)\b/is;

/**
 * The generic plan of a normalised statement (`$1`, `$2` … in place of values), without running it. Works on every supported
 * server. `connection` must be one session or transaction.
 * @throws NotExplainableError
 */
export async function explainGeneric(connection: Queryable, text: string): Promise<PlanNode> {
  // The text comes from the server's own statistics, where each statement stands alone. Anything else is not ours to run.
  const single = text.trim().replace(/;\s*$/, '');
  if (!explainable.test(single)) throw new NotExplainableError('it neither reads nor changes rows');
  if (single.includes(';')) throw new NotExplainableError('it is more than one statement');
  // A name of its own: the driver's prepared statements live in the same session.
  const name = `explain_${randomBytes(6).toString('hex')}`;
  try {
    await connection.query('SET plan_cache_mode = force_generic_plan');
    await connection.query(`PREPARE ${name} AS ${single}`);
    return await planOfPrepared(connection, name);
  } catch (error) {
    throw new NotExplainableError((error as Error).message, { cause: error });
  } finally {
    // In a transaction that has failed both are refused; its rollback resets the mode.
    await connection.query(`DEALLOCATE ${name}`).catch(() => undefined);
    await connection.query('RESET plan_cache_mode').catch(() => undefined);
  }
}

async function planOfPrepared(connection: Queryable, name: string): Promise<PlanNode> {
  const [prepared] = await connection.query<{ n: number }>(
    'SELECT cardinality(parameter_types) AS n FROM pg_prepared_statements WHERE name = $1',
    [name],
  );
  const nulls = Array.from({ length: prepared?.n ?? 0 }, () => 'NULL').join(', ');
  const [row] = await connection.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
    `EXPLAIN (FORMAT JSON, VERBOSE) EXECUTE ${name}${nulls && `(${nulls})`}`,
  );
  if (!row) throw new Error('the server gave no plan');
  return row['QUERY PLAN'][0].Plan;
}

/** A plan's nodes with those above each, outermost first. */
export function* walk(
  node: PlanNode,
  above: readonly PlanNode[] = [],
): Generator<{ node: PlanNode; above: readonly PlanNode[] }> {
  yield { node, above };
  for (const child of node.Plans ?? []) yield* walk(child, [...above, node]);
}
