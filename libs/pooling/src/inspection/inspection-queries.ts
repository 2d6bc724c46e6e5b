/** The statements of `DatabaseInspector`, all read-only and on statistics views. */
export const inspectionQueries = {
  overview: `
    SELECT current_setting('server_version') AS "serverVersion",
           pg_postmaster_start_time() AS "startedAt",
           current_setting('max_connections')::int AS "maxConnections",
           (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend') AS connections,
           pg_database_size(d.datname)::float8 AS "sizeBytes",
           d.blks_hit::float8 / NULLIF(d.blks_hit + d.blks_read, 0) AS "cacheHitRatio",
           d.xact_commit::float8 AS committed,
           d.xact_rollback::float8 AS "rolledBack",
           d.deadlocks::int AS deadlocks,
           d.stats_reset AS "countersSince"
    FROM pg_stat_database d WHERE d.datname = current_database()`,
  connections: `
    SELECT coalesce(application_name, '') AS "applicationName", coalesce(state, 'unknown') AS state, count(*)::int AS count
    FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend'
    GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2`,
  longestTransaction: `
    SELECT coalesce(application_name, '') AS "applicationName", coalesce(state, 'unknown') AS state,
           extract(epoch FROM clock_timestamp() - xact_start)::float8 AS seconds
    FROM pg_stat_activity
    WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()
    ORDER BY xact_start LIMIT 1`,
  /** The extension may live in any schema: the name is filled in from the catalogue, quoted there. */
  statementsSchema: `
    SELECT quote_ident(n.nspname) AS schema
    FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_stat_statements'`,
  topStatements: (schema: string, order: 'totalMs' | 'meanMs' | 'calls') => `
    SELECT queryid::text AS id, min(query) AS text, sum(calls)::float8 AS calls, sum(total_exec_time)::float8 AS "totalMs",
           (sum(total_exec_time) / NULLIF(sum(calls), 0))::float8 AS "meanMs", sum(rows)::float8 AS rows
    FROM ${schema}.pg_stat_statements s
    JOIN pg_database d ON d.oid = s.dbid AND d.datname = current_database()
    WHERE query NOT LIKE '%pg_stat_statements%' AND queryid IS NOT NULL
      -- Only what has a plan: BEGIN and the like would lead every list of calls.
      AND query ~* '^\\s*(/\\*.*?\\*/\\s*)?(select|with|insert|update|delete|merge|copy|call|refresh)\\y'
    GROUP BY queryid ORDER BY "${order}" DESC NULLS LAST LIMIT $1`,
  statementText: (schema: string) => `
    SELECT min(query) AS text FROM ${schema}.pg_stat_statements s
    JOIN pg_database d ON d.oid = s.dbid AND d.datname = current_database()
    WHERE queryid::text = $1`,
  duplicateIndexes: `
    SELECT a.indexrelid::regclass::text AS name, a.indrelid::regclass::text AS table,
           b.indexrelid::regclass::text AS "coveredBy", pg_relation_size(a.indexrelid)::float8 AS "sizeBytes"
    FROM pg_index a JOIN pg_index b ON b.indrelid = a.indrelid AND b.indexrelid <> a.indexrelid
    JOIN pg_class ca ON ca.oid = a.indexrelid JOIN pg_class cb ON cb.oid = b.indexrelid AND cb.relam = ca.relam
    JOIN pg_namespace n ON n.oid = ca.relnamespace
    WHERE n.nspname NOT IN ('pg_catalog', 'pg_toast', 'information_schema')
      AND a.indisvalid AND b.indisvalid AND NOT a.indisunique AND a.indexprs IS NULL AND b.indexprs IS NULL
      AND a.indpred IS NOT DISTINCT FROM b.indpred
      -- Every column of a, in its order, class and direction, begins b.
      AND (a.indkey::int2[])[0:a.indnatts - 1] = (b.indkey::int2[])[0:a.indnatts - 1]
      AND a.indnatts <= b.indnkeyatts
      AND (a.indclass::oid[])[0:a.indnkeyatts - 1] = (b.indclass::oid[])[0:a.indnkeyatts - 1]
      AND (a.indoption::int2[])[0:a.indnkeyatts - 1] = (b.indoption::int2[])[0:a.indnkeyatts - 1]
      -- Of two alike, the older one stays.
      AND (a.indnatts < b.indnatts OR b.indisunique OR a.indexrelid > b.indexrelid)
    ORDER BY 4 DESC, 1, 3 LIMIT $1`,
  unusedIndexes: `
    SELECT s.indexrelname AS name, s.relname AS table, pg_relation_size(s.indexrelid)::float8 AS "sizeBytes"
    FROM pg_stat_user_indexes s JOIN pg_index i ON i.indexrelid = s.indexrelid
    WHERE s.idx_scan = 0 AND NOT i.indisunique
    ORDER BY 3 DESC, 1 LIMIT $1`,
} as const;
