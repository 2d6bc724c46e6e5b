import { arrayParameter } from '../parameters/array-parameter.js';

/** A column of a batch: its name and its SQL element type, such as `bigint` or `timestamptz`. */
export interface BatchColumn {
  readonly name: string;
  readonly type: string;
}

/** What a batch statement does. Names are written into the SQL as they are: constants only, never input. */
export interface UpsertSpec {
  readonly table: string;
  readonly columns: readonly BatchColumn[];
  /** The columns of the unique constraint. */
  readonly conflict: readonly string[];
  /**
   * What to do with a row that exists: `'nothing'`; a list of columns to overwrite; or expressions by column, in which
   * `t` is the stored row and `EXCLUDED` the new one.
   */
  readonly update: 'nothing' | readonly string[] | Readonly<Record<string, string>>;
  /** Condition for the update, such as `t.seen_at < EXCLUDED.seen_at`: how newer beats older. */
  readonly where?: string | undefined;
  /** Columns or expressions to give back for each row written. A row skipped by `where` or `'nothing'` gives none. */
  readonly returning?: string | undefined;
}

/** A statement ready for the driver. */
export interface BuiltStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * One `INSERT … SELECT FROM unnest(…) ON CONFLICT …` for any number of rows. The text does not depend on their number, so
 * it can be a prepared statement. Rows are written in the order of the conflict columns: two batches that meet take
 * their locks in the same order. A key may stand in the rows only once: PostgreSQL refuses to update a row twice.
 */
export function unnestUpsert<Row extends object>(spec: UpsertSpec, rows: readonly Row[]): BuiltStatement {
  return { text: unnestUpsertText(spec), values: arrayParameters(spec.columns, rows) };
}

/** The statement's text alone: parameter n is the array of column n. */
export function unnestUpsertText(spec: UpsertSpec): string {
  const names = spec.columns.map((column) => column.name).join(', ');
  const order = spec.conflict.length > 0 ? ` ORDER BY ${spec.conflict.join(', ')}` : '';
  return [
    `INSERT INTO ${spec.table} AS t (${names})`,
    `SELECT ${names} FROM ${unnestSource(spec.columns)}${order}`,
    conflictClause(spec),
    ...(spec.returning === undefined ? [] : [`RETURNING ${spec.returning}`]),
  ].join('\n');
}

/**
 * `(SELECT unnest($1::bigint[]) AS id, …) AS u`: rows as a table, for statements that need more than an upsert. In the select list, since `unnest`
 * of several arrays in FROM first copies each of them. With the name of an `ordinal` that column numbers the rows from 1 on.
 */
export function unnestSource(columns: readonly BatchColumn[], alias = 'u', ordinal?: string): string {
  const values = columns.map(({ name, type }, index) => `unnest($${index + 1}::${type}[]) AS ${name}`);
  if (ordinal !== undefined)
    values.push(`generate_subscripts($1::${columns[0]?.type ?? 'text'}[], 1) AS ${ordinal}`);
  return `(SELECT ${values.join(', ')}) AS ${alias}`;
}

/** Turns rows into one array a column, by column name. A missing property becomes NULL. */
export function toColumns<Row extends object>(
  columns: readonly BatchColumn[],
  rows: readonly Row[],
): readonly (readonly unknown[])[] {
  return columns.map(({ name }) => rows.map((row) => (row as Record<string, unknown>)[name] ?? null));
}

/** The arrays of `toColumns`, each ready to be sent: binary where its type has a binary form. */
export function arrayParameters<Row extends object>(
  columns: readonly BatchColumn[],
  rows: readonly Row[],
): readonly unknown[] {
  return toColumns(columns, rows).map((values, index) => arrayParameter(columns[index]?.type ?? '', values));
}

/** `ON CONFLICT (…) DO …`: what becomes of a row whose key exists. */
export function conflictClause(spec: UpsertSpec): string {
  return `ON CONFLICT (${spec.conflict.join(', ')}) ${conflictAction(spec)}`;
}

function conflictAction(spec: UpsertSpec): string {
  if (spec.update === 'nothing') return 'DO NOTHING';
  const assignments = isList(spec.update)
    ? spec.update.map((column) => `${column} = EXCLUDED.${column}`)
    : Object.entries(spec.update).map(([column, expression]) => `${column} = ${expression}`);
  return `DO UPDATE SET ${assignments.join(', ')}${spec.where === undefined ? '' : ` WHERE ${spec.where}`}`;
}

function isList(update: readonly string[] | Readonly<Record<string, string>>): update is readonly string[] {
  return Array.isArray(update);
}
