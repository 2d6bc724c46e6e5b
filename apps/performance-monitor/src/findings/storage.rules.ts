import type { Finding, FindingRule } from './finding.js';
import type { RedisCacheReport } from '@analyticbot/caching';

const fullPool = 0.85;
const slowStatementMs = 100;
const fullMemory = 0.85;
const longTransactionSeconds = 300;

/** A server that does not answer the monitor. */
export const unreachable: FindingRule = (reading) => {
  const parts = {
    database: ['PostgreSQL', reading.database],
    'work-redis': ['The Redis for work (REDIS_URL)', reading.workRedis],
    'cache-redis': ['The Redis for the cache (REDIS_CACHE_URL)', reading.cacheRedis],
  } as const;
  return Object.entries(parts).flatMap(([id, [name, part]]) =>
    part.available
      ? []
      : [
          {
            id: `unreachable:${id}`,
            severity: 'critical' as const,
            title: `${name} can't be read: ${part.because}.`,
            evidence: { reason: part.because },
            remedy: 'Check that it runs and that its address, password and network policy are right.',
          },
        ],
  );
};

/** Callers wait for connections. */
export const crowdedPool: FindingRule = ({ replicas }) => {
  if (!replicas.available) return [];
  return replicas.value.flatMap(({ service, replicaId, pool }) =>
    pool !== undefined && pool.utilisation > fullPool
      ? [
          {
            id: `pool-crowded:${service}/${replicaId}`,
            severity: 'warning' as const,
            title: `The connection pool of ${service}/${replicaId} is crowded.`,
            evidence: {
              utilisation: pool.utilisation,
              waiting: pool.waiting,
              max: pool.max,
              timeouts: pool.timeouts,
            },
            remedy: 'Look for slow statements first; raise DB_POOL_MAX only within the connection budget.',
          },
        ]
      : [],
  );
};

/** Statements that take long on average. */
export const slowStatements: FindingRule = ({ database }) => {
  if (!database.available || !database.value.topStatements.available) return [];
  return database.value.topStatements.value
    .filter((statement) => statement.meanMs > slowStatementMs && statement.calls > 1)
    .slice(0, 3)
    .map((statement, index) => ({
      id: `slow-statement:${index + 1}`,
      severity: 'warning',
      title: 'A statement is slow on average.',
      evidence: { meanMs: statement.meanMs, calls: statement.calls, statement: statement.text },
      remedy: `Look at its plan (/metrics/database/plan?id=${statement.id}); a missing index is the usual cause: npx nx run pooling:advise.`,
    }));
};

/** A transaction that holds back vacuum and locks. */
export const longTransaction: FindingRule = ({ database }) => {
  const longest = database.available ? database.value.longestTransaction : null;
  if (longest === null || longest.seconds < longTransactionSeconds) return [];
  return [
    {
      id: 'long-transaction',
      severity: 'warning',
      title: `A transaction of ${longest.applicationName} has been open for long.`,
      evidence: { seconds: longest.seconds, state: longest.state },
      remedy: 'End it with pg_terminate_backend if nobody needs it: it holds back vacuum.',
    },
  ];
};

/** A Redis that may lose work, or is about to be full. */
export const redisTrouble: FindingRule = ({ workRedis, cacheRedis }) => [
  ...(workRedis.available && workRedis.value.policy !== 'noeviction'
    ? [
        {
          id: 'redis-evicts-work',
          severity: 'critical' as const,
          title: 'The Redis for work may evict keys: updates and jobs could be lost.',
          evidence: { policy: workRedis.value.policy },
          remedy:
            'Set maxmemory-policy noeviction on the server behind REDIS_URL, or give the cache its own REDIS_CACHE_URL.',
        },
      ]
    : []),
  ...(workRedis.available ? nearlyFull('work', workRedis.value) : []),
  ...(cacheRedis.available && cacheRedis.value.policy === 'noeviction'
    ? nearlyFull('cache', cacheRedis.value)
    : []),
];

function nearlyFull(role: string, redis: RedisCacheReport): Finding[] {
  const share = redis.maxMemoryBytes === null ? 0 : redis.usedMemoryBytes / redis.maxMemoryBytes;
  if (share < fullMemory) return [];
  return [
    {
      id: `redis-full:${role}`,
      severity: 'critical',
      title: `The Redis for ${role} is nearly full.`,
      evidence: { usedBytes: redis.usedMemoryBytes, maxBytes: redis.maxMemoryBytes ?? 0 },
      remedy: 'Raise maxmemory, or find out which queue grows: see the backlog of each.',
    },
  ];
}
