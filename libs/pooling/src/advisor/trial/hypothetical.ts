import type { Queryable } from '../../database/connection.js';
import type { IndexCandidate, Trial } from '../advice.types.js';
import { explainGeneric } from '../plan/explain.js';
import { definitionOf, tableOf } from '../index-names.js';

/** Whether the extension HypoPG is there: it shows the planner an index that does not exist. */
export async function hasHypoPg(connection: Queryable): Promise<boolean> {
  return (await connection.query(`SELECT 1 FROM pg_extension WHERE extname = 'hypopg'`)).length > 0;
}

/** Costs by HypoPG, on the real table and its statistics. */
export async function tryHypothetical(
  connection: Queryable,
  text: string,
  candidate: IndexCandidate,
): Promise<Trial> {
  try {
    const before = (await explainGeneric(connection, text))['Total Cost'];
    await connection.query('SELECT hypopg_create_index($1)', [
      `CREATE INDEX ON ${tableOf(candidate)} ${definitionOf(candidate)}`,
    ]);
    const after = (await explainGeneric(connection, text))['Total Cost'];
    return { method: 'hypothetical', before, after, basis: 'HypoPG on the real table' };
  } finally {
    await connection.query('SELECT hypopg_reset()');
  }
}
