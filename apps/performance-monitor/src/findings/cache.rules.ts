import type { Finding, FindingRule } from './finding.js';

const poorHitRate = 0.7;
const fewestLookups = 100;

/** The cache answers too seldom to be worth its memory. */
export const poorCache: FindingRule = ({ replicas }) => {
  if (!replicas.available) return [];
  return replicas.value.flatMap(({ service, replicaId, cache }) =>
    Object.entries(cache?.groups ?? {})
      .filter(([, group]) => group.windowLookups >= fewestLookups && (group.hitRate ?? 1) < poorHitRate)
      .map(([name, group]) => ({
        id: `cache-poor:${service}/${replicaId}:${name}`,
        severity: 'warning' as const,
        title: `The cache group ${name} of ${service}/${replicaId} seldom hits.`,
        evidence: { hitRate: group.hitRate ?? 0, lookups: group.windowLookups, goal: poorHitRate },
        remedy:
          'See whether it is invalidated more often than its data changes, or give it a longer time to live.',
      })),
  );
};

/** A group whose time to live does not fit how often its data changes, as far as one service has seen. */
export const ttlAdvice: FindingRule = ({ replicas }) => {
  if (!replicas.available) return [];
  const best = new Map<string, { service: string; name: string; ttlMs: number; advice: Advice }>();
  for (const { service, cache } of replicas.value) {
    for (const [name, { ttlMs, advice }] of Object.entries(cache?.groups ?? {})) {
      if (ttlMs === undefined || !advice || advice.verdict === 'keep') continue;
      const known = best.get(`${service}:${name}`);
      // The replica that has seen most speaks for all.
      if (known === undefined || known.advice.reloads < advice.reloads) {
        best.set(`${service}:${name}`, { service, name, ttlMs, advice });
      }
    }
  }
  return [...best.values()].map(({ service, name, ttlMs, advice }) => ({
    id: `cache-ttl:${service}:${name}`,
    severity: 'info' as const,
    title: `The cache group ${name} of ${service} would do better with a ${advice.verdict} time to live.`,
    evidence: {
      ttlSeconds: ttlMs / 1_000,
      advisedSeconds: Math.round(advice.ttlMs / 1_000),
      changesEverySeconds: Math.round(advice.changesEveryMs / 1_000),
      reloads: Math.round(advice.reloads),
      changedReloads: Math.round(advice.changed),
    },
    remedy:
      advice.verdict === 'longer'
        ? `Reloads seldom find anything new: set ttlMs to about ${Math.round(advice.ttlMs)} in the table of groups.`
        : `Values change before their time is over: shorten ttlMs to about ${Math.round(advice.ttlMs)}, or name the change in staleOn.`,
  }));
};

interface Advice {
  readonly ttlMs: number;
  readonly verdict: 'longer' | 'shorter' | 'keep';
  readonly changesEveryMs: number;
  readonly reloads: number;
  readonly changed: number;
}

/** Values of the cache's Redis that nobody could read: another program writes there, or somebody tampers. */
export const brokenCacheValues: FindingRule = ({ replicas }) => {
  if (!replicas.available) return [];
  return replicas.value.flatMap(({ service, replicaId, cache }) =>
    (cache?.undecodable ?? 0) > 0
      ? [
          {
            id: `cache-undecodable:${service}/${replicaId}`,
            severity: 'warning' as const,
            title: `${service}/${replicaId} found values in the cache's Redis that it could not read.`,
            evidence: { values: cache?.undecodable ?? 0 },
            remedy:
              'They were removed and loaded again. If it goes on, look who else writes to REDIS_CACHE_URL under the namespace.',
          },
        ]
      : [],
  );
};

const full = 0.95;
const fragmented = 1.5;
/** Below this a server's own needs make the ratio large. */
const worthLookingAt = 64 * 1024 * 1024;
const groupsNamed = 3;

/** The cache's Redis gives values up before anybody asks for them again, or holds memory that it can't use. */
export const cacheMemory: FindingRule = ({ replicas, cacheRedis }) => {
  if (!cacheRedis.available) return [];
  const { usedMemoryBytes, maxMemoryBytes, policy, evictedKeys, fragmentationRatio, memory } =
    cacheRedis.value;
  const largest = (memory?.groups ?? []).slice(0, groupsNamed);
  const findings: Finding[] = [];
  const caches = replicas.available ? replicas.value.flatMap(({ cache }) => cache ?? []) : [];
  const lookups = caches.reduce((sum, cache) => sum + cache.windowLookups, 0);
  const hits = caches.reduce((sum, cache) => sum + (cache.hitRate ?? 0) * cache.windowLookups, 0);
  const isFull = maxMemoryBytes !== null && usedMemoryBytes > full * maxMemoryBytes;
  if (isFull && policy !== 'noeviction' && lookups >= fewestLookups && hits / lookups < poorHitRate) {
    findings.push({
      id: 'cache-too-small',
      severity: 'warning',
      title: "The cache's Redis is full, and seldom has what is asked for.",
      evidence: {
        usedBytes: usedMemoryBytes,
        maxBytes: maxMemoryBytes,
        evictedKeys,
        hitRate: hits / lookups,
        ...Object.fromEntries(largest.map(({ group, bytes }) => [`bytes of ${group}`, bytes])),
      },
      remedy:
        'Raise maxmemory of the server behind REDIS_CACHE_URL, or let the largest group live for less long, or in memory only.',
    });
  }
  if (usedMemoryBytes > worthLookingAt && fragmentationRatio > fragmented) {
    findings.push({
      id: 'cache-fragmented',
      severity: 'info',
      title: "The cache's Redis holds much memory that it can't use.",
      evidence: { fragmentationRatio, usedBytes: usedMemoryBytes },
      remedy: 'Set activedefrag yes, or restart it in a quiet hour: it fills again by itself.',
    });
  }
  return findings;
};
