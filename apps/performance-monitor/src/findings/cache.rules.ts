import type { FindingRule } from './finding.js';

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
