import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import type { Database } from '../database/database.js';
import { conflictClause, type UpsertSpec } from './unnest-upsert.js';

const chunkLength = 65_536;

/**
 * Writes very many rows at once: COPY into a temporary table, then one upsert from there, all in one transaction of the batch
 * lane. For more rows than one statement's parameters should hold: at ten thousand `unnestUpsert` is still as fast or faster.
 * Of rows with the same key the last one counts. Resolves to the number of rows written (without those that `update` left
 * alone). Errors are the driver's; nothing is stored then.
 */
export async function copyUpsert<Row extends object>(
  database: Database,
  spec: UpsertSpec,
  rows: Iterable<Row>,
): Promise<number> {
  const names = spec.columns.map((column) => column.name).join(', ');
  const key = spec.conflict.join(', ');
  return database.lane('batch').onClient(async (transaction, client) => {
    await transaction.query(
      `CREATE TEMP TABLE incoming ON COMMIT DROP AS SELECT ${names} FROM ${spec.table} WITH NO DATA`,
    );
    await pipeline(
      Readable.from(lines(spec, rows)),
      client.query(copyFrom(`COPY incoming (${names}) FROM STDIN`)),
    );
    const { rowCount } = await client.query(
      `INSERT INTO ${spec.table} AS t (${names})
       SELECT DISTINCT ON (${key}) ${names} FROM incoming ORDER BY ${key}, ctid DESC
       ${conflictClause(spec)}`,
    );
    return rowCount ?? 0;
  });
}

/** Rows in COPY's text format, in chunks. */
function* lines<Row extends object>(spec: UpsertSpec, rows: Iterable<Row>): Generator<string> {
  const names = spec.columns.map(({ name }) => name);
  let chunk = '';
  for (const row of rows) {
    const values = row as Record<string, unknown>;
    let between = '';
    for (const name of names) {
      chunk += between + asText(values[name]);
      between = '\t';
    }
    chunk += '\n';
    if (chunk.length < chunkLength) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

const special = /[\\\t\n\r]/;
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function asText(value: unknown): string {
  if (value === null || value === undefined) return '\\N';
  if (typeof value === 'number') return String(value);
  if (value instanceof Date) return value.toISOString();
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value as string | boolean | bigint);
  if (!special.test(text)) return text;
  return text.replace(/[\\\t\n\r]/g, (character) => escapes[character] ?? character);
}
