import type { Queryable } from '../database/connection.js';
import type { Database } from '../database/database.js';
import { PerformanceIndexes } from '../indexes/performance-indexes.js';
import type { Applied, Proposal } from './advice.types.js';
import { explainGeneric, walk } from './plan/explain.js';
import { definitionOf, tableOf } from './index-names.js';

/** A kept index makes the statement cost at most this share of what it did. */
const helpful = 0.8;

/**
 * Builds the proposed index without blocking writers, asks the planner again on the real table, and drops the index unless the planner
 * uses it and the statement became at least a fifth cheaper.
 */
export async function applyProposal(database: Database, proposal: Proposal): Promise<Applied> {
  const { log } = database.pool.settings;
  const session = database.lane('maintenance');
  const before = (await planOf(session, proposal.statement)).cost;
  const { name, candidate, statement } = proposal;
  const declaration = {
    name,
    table: tableOf(candidate),
    definition: definitionOf(candidate),
    reason: 'advised',
  };
  const [built] = await new PerformanceIndexes(database, [declaration], log).ensure();
  if (built?.outcome !== 'created' && built?.outcome !== 'rebuilt') {
    const because =
      built?.outcome === 'failed'
        ? (built.because ?? 'it could not be built')
        : built?.outcome === 'busy'
          ? 'another replica builds indexes right now: try again later'
          : 'it is there already';
    return { outcome: 'failed', before, after: before, because };
  }
  const { cost: after, indexes } = await planOf(session, statement);
  const used = (await partsOf(session, name, candidate.schema)).some((part) => indexes.has(part));
  if (used && after <= before * helpful)
    return { outcome: 'kept', before, after, because: 'the planner uses it' };
  await drop(session, name, candidate.schema);
  const because = used ? 'it made the statement hardly cheaper' : 'the planner does not use it';
  return { outcome: 'dropped', before, after, because };
}

function planOf(database: Database, text: string): Promise<{ cost: number; indexes: Set<string> }> {
  return database.withConnection(async (connection) => {
    const plan = await explainGeneric(connection, text);
    const indexes = [...walk(plan)].flatMap(({ node }) => node['Index Name'] ?? []);
    return { cost: plan['Total Cost'], indexes: new Set(indexes) };
  });
}

/** The index's name and those of its parts on partitions. */
async function partsOf(database: Queryable, name: string, schema: string): Promise<string[]> {
  const rows = await database.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE oid = to_regclass($1)
     UNION SELECT c.relname FROM pg_partition_tree(to_regclass($1)) t JOIN pg_class c ON c.oid = t.relid`,
    [tableOf({ schema, table: name })],
  );
  return rows.map((row) => row.name);
}

async function drop(database: Queryable, name: string, schema: string): Promise<void> {
  const index = tableOf({ schema, table: name });
  const [row] = await database.query<{ partitioned: boolean }>(
    `SELECT relkind = 'I' AS partitioned FROM pg_class WHERE oid = to_regclass($1)`,
    [index],
  );
  // PostgreSQL can't drop the index of a partitioned table concurrently; the lock is short.
  await database.query(`DROP INDEX ${row?.partitioned ? '' : 'CONCURRENTLY '}IF EXISTS ${index}`);
}
