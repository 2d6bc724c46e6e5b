import type { Queryable } from '../database/connection.js';
import type { IndexCandidate, WriteOverhead } from './advice.types.js';
import { tableOf } from './index-names.js';

/** What the catalogue and the statistics say of a table. */
export interface TableFacts {
  /** The partitioned table it belongs to, or itself. */
  readonly schema: string;
  readonly table: string;
  readonly rows: number;
  /** Column lists of its valid plain indexes, each in index order. */
  readonly indexed: readonly (readonly string[])[];
  readonly indexDefinitions: readonly string[];
  readonly overhead: WriteOverhead;
}

const factsQuery = `
  WITH root AS (SELECT coalesce(pg_partition_root($1::regclass)::oid, $1::regclass::oid) AS oid),
  parts AS (
    SELECT oid FROM root
    UNION SELECT t.relid FROM root, LATERAL pg_partition_tree(root.oid) t WHERE t.isleaf
  ),
  counted AS (
    SELECT coalesce(sum(s.n_tup_ins + s.n_tup_upd - s.n_tup_hot_upd + s.n_tup_del), 0)::float8 AS writes
    FROM parts JOIN pg_stat_all_tables s ON s.relid = parts.oid
  ),
  since AS (
    -- Of less than a day nothing is extrapolated.
    SELECT greatest(extract(epoch FROM clock_timestamp() - coalesce(stats_reset, pg_postmaster_start_time())), 86400)::float8 AS seconds
    FROM pg_stat_database WHERE datname = current_database()
  )
  SELECT n.nspname AS schema, c.relname AS table,
         (SELECT coalesce(sum(greatest(p.reltuples, 0)), 0)::float8 FROM parts JOIN pg_class p ON p.oid = parts.oid
          WHERE p.relkind <> 'p') AS rows,
         (SELECT writes FROM counted) * 86400 / (SELECT seconds FROM since) AS "rowsPerDay",
         (SELECT count(*)::int FROM pg_index i WHERE i.indrelid = c.oid) AS "indexesNow",
         (SELECT coalesce(sum(w), 0)::float8 FROM (
            SELECT max(st.avg_width) AS w FROM pg_stats st
            WHERE (st.schemaname || '.' || st.tablename)::text IN (
              SELECT pn.nspname || '.' || pc.relname FROM parts JOIN pg_class pc ON pc.oid = parts.oid
              JOIN pg_namespace pn ON pn.oid = pc.relnamespace)
            AND st.attname = ANY ($2::text[]) GROUP BY st.attname) widths) AS width,
         coalesce((SELECT json_agg(json_build_object('definition', pg_get_indexdef(i.indexrelid), 'columns',
            (SELECT json_agg(a.attname ORDER BY k.ord) FROM unnest(i.indkey) WITH ORDINALITY k(num, ord)
             LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.num AND k.ord <= i.indnkeyatts
             WHERE k.ord <= i.indnkeyatts)))
          FROM pg_index i WHERE i.indrelid = c.oid AND i.indisvalid AND i.indpred IS NULL), '[]') AS indexes
  FROM root JOIN pg_class c ON c.oid = root.oid JOIN pg_namespace n ON n.oid = c.relnamespace`;

interface FactsRow {
  readonly schema: string;
  readonly table: string;
  readonly rows: number;
  readonly rowsPerDay: number;
  readonly indexesNow: number;
  readonly width: number;
  readonly indexes: readonly { readonly definition: string; readonly columns: readonly string[] | null }[];
}

/** Reads the facts of a candidate's table; for a partition, those of the whole. */
export async function readTableFacts(connection: Queryable, candidate: IndexCandidate): Promise<TableFacts> {
  const [row] = await connection.query<FactsRow>(factsQuery, [
    tableOf(candidate),
    candidate.columns.map(({ name }) => name),
  ]);
  if (!row) throw new Error(`There is no table ${tableOf(candidate)}.`);
  const { schema, table, rows, rowsPerDay, indexesNow, width, indexes } = row;
  return {
    ...{ schema, table, rows },
    indexed: indexes.map(({ columns }) => columns ?? []),
    indexDefinitions: indexes.map(({ definition }) => definition),
    overhead: { rowsPerDay, indexesNow, sizeBytes: (rows * (width + 12)) / 0.9 },
  };
}

/** Whether an index begins with the candidate's columns already. */
export function isIndexed({ indexed }: TableFacts, { columns }: IndexCandidate): boolean {
  return indexed.some((names) => columns.every(({ name }, at) => names[at] === name));
}
