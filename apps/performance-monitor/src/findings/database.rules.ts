import type { FindingRule } from './finding.js';

const largeIndexBytes = 1_048_576;

/** Somebody keeps a connection and does not give it back. */
export const leakedConnections: FindingRule = ({ replicas }) => {
  if (!replicas.available) return [];
  return replicas.value.flatMap(({ service, replicaId, pool }) =>
    pool !== undefined && pool.leaks > 0
      ? [
          {
            id: `pool-leak:${service}/${replicaId}`,
            severity: 'warning' as const,
            title: `${service}/${replicaId} kept a database connection for too long.`,
            evidence: { leaks: pool.leaks, active: pool.active, max: pool.max },
            remedy: 'Its log names the function and the line that hold it ("not given back").',
          },
        ]
      : [],
  );
};

/** Indexes that cost writers and serve nobody. */
export const superfluousIndexes: FindingRule = ({ database }) => {
  if (!database.available) return [];
  return database.value.duplicateIndexes
    .filter(({ sizeBytes }) => sizeBytes >= largeIndexBytes)
    .map(({ name, table, coveredBy, sizeBytes }) => ({
      id: `duplicate-index:${name}`,
      severity: 'info' as const,
      title: `The index ${name} is superfluous: ${coveredBy} begins with its columns.`,
      evidence: { table, sizeBytes },
      remedy: `Run DROP INDEX CONCURRENTLY ${name}, unless a hint or another tool relies on its name.`,
    }));
};
