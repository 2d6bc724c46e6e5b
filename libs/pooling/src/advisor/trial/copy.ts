import type { Queryable } from '../../database/connection.js';
import type { IndexCandidate, Trial } from '../advice.types.js';
import { explainGeneric } from '../plan/explain.js';
import { definitionOf, tableOf } from '../index-names.js';
import type { TableFacts } from '../table-facts.js';

/** Whether the statement would find a temporary table of the same name: it must not say the schema. */
export function canUseCopy(text: string, { schema, table }: TableFacts): boolean {
  return !new RegExp(String.raw`\b"?${escape(schema)}"?\s*\.\s*"?${escape(table)}\b`, 'i').test(text);
}

/**
 * Costs on a sample of the table in a temporary one of the same name, with the same indexes, in a transaction that is rolled back:
 * the real table is only read. A smaller table makes the gain look smaller, never larger.
 */
export async function tryOnCopy(
  connection: Queryable,
  text: string,
  candidate: IndexCandidate,
  facts: TableFacts,
  sampleRows: number,
): Promise<Trial> {
  const percent = Math.min(100, Math.max(0.001, (100 * sampleRows) / Math.max(1, facts.rows)));
  const copy = tableOf({ schema: 'pg_temp', table: candidate.table });
  await connection.query('BEGIN');
  try {
    await connection.query(
      `CREATE TEMP TABLE ${copy} ON COMMIT DROP AS SELECT * FROM ${tableOf(candidate)} TABLESAMPLE SYSTEM (${percent})`,
    );
    for (const definition of facts.indexDefinitions) await connection.query(onto(copy, definition));
    await connection.query(`ANALYZE ${copy}`);
    const before = (await explainGeneric(connection, text))['Total Cost'];
    await connection.query(`CREATE INDEX ON ${copy} ${definitionOf(candidate)}`);
    const after = (await explainGeneric(connection, text))['Total Cost'];
    const [size] = await connection.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${copy}`);
    const basis = `a copy of ${size?.n ?? 0} of about ${Math.round(facts.rows)} rows`;
    return { method: 'copy', before, after, basis };
  } finally {
    await connection.query('ROLLBACK');
  }
}

/** An index's definition, for another table. */
function onto(table: string, definition: string): string {
  return definition.replace(
    /^CREATE (UNIQUE )?INDEX .*? ON (?:ONLY )?(?:"[^"]+"|\w+)\.(?:"[^"]+"|\w+) USING/,
    (_all, unique = '') => `CREATE ${unique}INDEX ON ${table} USING`,
  );
}

const escape = (name: string) => name.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
