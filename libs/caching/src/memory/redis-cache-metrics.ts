import { Counter, Gauge, register } from 'prom-client';
import type { RedisCacheReport } from './inspect-redis-cache.js';
import type { RedisMemorySample } from './sample-redis-memory.js';

/** The cache's server at one moment: what `inspectRedisCache` gives and, where it may be sampled, `sampleRedisMemory`. */
export interface RedisCacheState extends RedisCacheReport {
  readonly memory?: RedisMemorySample;
}

/** What takes less is summed up: the names come from keys, and series should stay few. */
const mostGroups = 20;
const rest = '(rest)';

let endLast = (): void => undefined;

/**
 * Exports the state of the cache's Redis to Prometheus' default registry, read when Prometheus asks; an earlier export ends. While `read`
 * rejects, `cache_redis_up` is 0 and the others are absent. For one process that watches, not for each replica. Returns a function that ends it.
 */
export function exportRedisCache(read: () => Promise<RedisCacheState>): () => void {
  endLast();
  const names: string[] = [];
  let asked: Promise<RedisCacheState | undefined> | undefined;
  /** All metrics of one answer to Prometheus share one look. */
  const look = () =>
    (asked ??= read()
      .catch(() => undefined)
      .finally(() => (asked = undefined)));

  const gauge = (name: string, help: string, of: (state: RedisCacheState | undefined) => number | null) => {
    names.push(name);
    return new Gauge({
      name,
      help,
      async collect() {
        const value = of(await look());
        if (value === null) this.remove({});
        else this.set(value);
      },
    });
  };
  const counter = (name: string, help: string, of: (state: RedisCacheState) => number) => {
    names.push(name);
    return new Counter({
      name,
      help,
      async collect() {
        const state = await look();
        // The server counts, since its own start.
        this.reset();
        if (state === undefined) this.remove({});
        else this.inc(of(state));
      },
    });
  };
  const byGroup = (name: string, help: string, figure: 'bytes' | 'keys') => {
    names.push(name);
    return new Gauge({
      name,
      help,
      labelNames: ['group'],
      async collect() {
        const groups = (await look())?.memory?.groups ?? [];
        this.reset();
        groups.forEach((one, place) =>
          this.inc({ group: place < mostGroups ? one.group : rest }, one[figure]),
        );
      },
    });
  };

  gauge('cache_redis_up', "1 if the cache's Redis can be read.", (of) => (of === undefined ? 0 : 1));
  gauge('cache_redis_used_bytes', 'Bytes it has in use.', (of) => of?.usedMemoryBytes ?? null);
  gauge('cache_redis_limit_bytes', 'Its maxmemory; absent without one.', (of) => of?.maxMemoryBytes ?? null);
  gauge(
    'cache_redis_fragmentation_ratio',
    'Its resident bytes / bytes in use.',
    (of) => of?.fragmentationRatio ?? null,
  );
  counter('cache_redis_evicted_keys_total', 'Keys it gave up for want of room.', (of) => of.evictedKeys);
  counter('cache_redis_expired_keys_total', 'Keys whose time was over.', (of) => of.expiredKeys);
  byGroup('cache_redis_group_bytes', 'Bytes of a group in it, estimated from a sample.', 'bytes');
  byGroup('cache_redis_group_keys', 'Keys of a group in it, estimated from a sample.', 'keys');

  const end = () => names.forEach((name) => register.removeSingleMetric(name));
  endLast = end;
  return end;
}
