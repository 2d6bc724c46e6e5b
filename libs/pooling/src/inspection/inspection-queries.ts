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
  topStatements: (schema: string) => `
    SELECT query AS text, sum(calls)::float8 AS calls, sum(total_exec_time)::float8 AS "totalMs",
           (sum(total_exec_time) / NULLIF(sum(calls), 0))::float8 AS "meanMs", sum(rows)::float8 AS rows
    FROM ${schema}.pg_stat_statements s
    JOIN pg_database d ON d.oid = s.dbid AND d.datname = current_database()
    WHERE query NOT LIKE '%pg_stat_statements%'
    GROUP BY query ORDER BY 3 DESC LIMIT $1`,
  unusedIndexes: `
    SELECT s.indexrelname AS name, s.relname AS table, pg_relation_size(s.indexrelid)::float8 AS "sizeBytes"
    FROM pg_stat_user_indexes s JOIN pg_index i ON i.indexrelid = s.indexrelid
    WHERE s.idx_scan = 0 AND NOT i.indisunique
    ORDER BY 3 DESC, 1 LIMIT $1`,
} as const;
