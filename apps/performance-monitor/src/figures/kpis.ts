import type { Reading, ReplicaReading, SuiteReading } from '../readings/reading.js';
import type { CacheSection } from '../readings/sections.schema.js';

/** A key figure: its value, or why it can't be given. */
export type Kpi = { available: true; value: number; unit: string } | { available: false; because: string };

/** The key figures of the suite. */
export interface Kpis {
  /** Connections in use ÷ connections allowed, over all pools. */
  readonly poolUtilisation: Kpi;
  /** Cache hits ÷ lookups of the last minutes, over all replicas. */
  readonly cacheHitRate: Kpi;
  /** Telegram calls that the cache has spared ÷ calls there would have been without it, since the replicas' start. */
  readonly telegramCallsSpared: Kpi;
  /** Time in the database that the cache has spared ÷ what it would have been without it, since the replicas' start. */
  readonly databaseTimeSpared: Kpi;
  /** The slowest replica's 95th percentile of HTTP answers. */
  readonly responseTimeP95: Kpi;
  /** Memory of all replicas. */
  readonly memory: Kpi;
  /** The oldest message that waits on any queue. */
  readonly oldestWork: Kpi;
  /** Messages that no replica has finished yet. */
  readonly backlog: Kpi;
}

const missing = (because: string): Kpi => ({ available: false, because });
const value = (number: number, unit: string): Kpi => ({ available: true, value: number, unit });

/** Computes the key figures; a figure that no replica reports stays unavailable. */
export function kpisOf(reading: SuiteReading): Kpis {
  return {
    poolUtilisation: over(
      reading.replicas,
      (replica) => replica.pool,
      (pools) => {
        const max = pools.reduce((sum, pool) => sum + pool.max, 0);
        return value(pools.reduce((sum, pool) => sum + pool.active, 0) / max, 'share');
      },
    ),
    cacheHitRate: over(
      reading.replicas,
      (replica) => replica.cache,
      (caches) => {
        const lookups = caches.reduce((sum, cache) => sum + cache.windowLookups, 0);
        if (lookups === 0) return missing('nobody asked the cache in the last minutes');
        const hits = caches.reduce((sum, cache) => sum + (cache.hitRate ?? 0) * cache.windowLookups, 0);
        return value(hits / lookups, 'share');
      },
    ),
    telegramCallsSpared: spared(reading, 'telegram', ({ savedCalls, calls }) => [savedCalls, calls]),
    databaseTimeSpared: spared(reading, 'database', ({ savedMs, loadMs }) => [savedMs, loadMs]),
    responseTimeP95: over(
      reading.replicas,
      (replica) => replica.http,
      (all) => {
        const times = all.map(({ p95 }) => p95).filter((time) => time !== null);
        if (times.length === 0)
          return missing('nobody asked a replica over HTTP lately; probes and scrapes are left out');
        return value(Math.max(...times), 'seconds');
      },
    ),
    memory: over(
      reading.replicas,
      (replica) => replica.runtime,
      (runtimes) =>
        value(
          runtimes.reduce((sum, runtime) => sum + runtime.rssBytes, 0),
          'bytes',
        ),
    ),
    oldestWork: over(
      reading.replicas,
      (replica) => replica.queues,
      (queues) =>
        value(
          Math.max(0, ...queues.flatMap((all) => Object.values(all).map((queue) => queue.oldestAgeMs))) /
            1000,
          'seconds',
        ),
    ),
    backlog: over(
      reading.replicas,
      (replica) => replica.queues,
      (queues) => value(totalBacklog(queues), 'messages'),
    ),
  };
}

type CacheGroup = CacheSection['groups'][string];

/** What groups of a source were spared ÷ what it was spared and asked together. */
function spared(
  { replicas }: SuiteReading,
  source: string,
  figures: (group: CacheGroup) => readonly [spared: number | undefined, made: number | undefined],
): Kpi {
  return over(
    replicas,
    ({ cache }) => cache,
    (caches) => {
      const groups = caches
        .flatMap((cache) => Object.values(cache.groups))
        .filter((group) => group.source === source);
      const sum = (position: 0 | 1) =>
        groups.reduce((total, group) => total + (figures(group)[position] ?? 0), 0);
      const [saved, made] = [sum(0), sum(1)];
      if (saved + made === 0)
        return missing(`nothing was asked of the source ${source} through the cache yet`);
      return value(saved / (saved + made), 'share');
    },
  );
}

/** Replicas of one service see the same queue: each queue counts once, at its largest sighting. */
function totalBacklog(sightings: readonly Record<string, { backlog: number }>[]): number {
  const byQueue = new Map<string, number>();
  for (const [queue, { backlog }] of sightings.flatMap((all) => Object.entries(all))) {
    byQueue.set(queue, Math.max(backlog, byQueue.get(queue) ?? 0));
  }
  return [...byQueue.values()].reduce((sum, backlog) => sum + backlog, 0);
}

function over<T>(
  replicas: Reading<ReplicaReading[]>,
  pick: (replica: ReplicaReading) => T | undefined,
  combine: (parts: T[]) => Kpi,
): Kpi {
  if (!replicas.available) return missing(`the heartbeats can't be read: ${replicas.because}`);
  const parts = replicas.value.map(pick).filter((part) => part !== undefined);
  return parts.length === 0 ? missing('no replica reports it') : combine(parts);
}
