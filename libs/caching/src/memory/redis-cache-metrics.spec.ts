import { register } from 'prom-client';
import { exportRedisCache, type RedisCacheState } from './redis-cache-metrics.js';

const state: RedisCacheState = {
  usedMemoryBytes: 3_000,
  maxMemoryBytes: 4_000,
  policy: 'allkeys-lfu',
  fragmentationRatio: 1.2,
  evictedKeys: 7,
  expiredKeys: 5,
  keyspaceHits: 1,
  keyspaceMisses: 1,
  memory: { keys: 3, sampled: 3, groups: [{ group: 'report', sampled: 2, keys: 2, bytes: 900 }] },
};

const series = async () =>
  (await register.metrics()).split('\n').filter((line) => line.startsWith('cache_redis'));

describe("the cache's Redis for Prometheus", () => {
  afterEach(() => register.clear());

  it('is read once for all its series', async () => {
    const read = jest.fn(async () => state);
    exportRedisCache(read);
    expect(await series()).toEqual([
      'cache_redis_up 1',
      'cache_redis_used_bytes 3000',
      'cache_redis_limit_bytes 4000',
      'cache_redis_fragmentation_ratio 1.2',
      'cache_redis_evicted_keys_total 7',
      'cache_redis_expired_keys_total 5',
      'cache_redis_group_bytes{group="report"} 900',
      'cache_redis_group_keys{group="report"} 2',
    ]);
    expect(read).toHaveBeenCalledTimes(1);
    expect(await series()).toContain('cache_redis_evicted_keys_total 7');
  });

  it('is absent but for one series while it is away, and follows what it says afterwards', async () => {
    let known: RedisCacheState | undefined = state;
    const read = async () => known ?? Promise.reject(new Error('away'));
    exportRedisCache(read);
    await series();
    known = undefined;
    expect(await series()).toEqual(['cache_redis_up 0']);
    known = { ...state, maxMemoryBytes: null, evictedKeys: 0 };
    expect(await series()).toContain('cache_redis_evicted_keys_total 0');
    expect((await series()).join()).not.toContain('limit');
  });

  it('names few groups, and sums up the smallest', async () => {
    const groups = Array.from({ length: 23 }, (_, id) => ({
      group: `g${id}`,
      sampled: 1,
      keys: 1,
      bytes: 100 - id,
    }));
    const end = exportRedisCache(async () => ({ ...state, memory: { keys: 23, sampled: 23, groups } }));
    const keys = (await series()).filter((line) => line.startsWith('cache_redis_group_keys'));
    expect(keys).toHaveLength(21);
    expect(keys).toContain('cache_redis_group_keys{group="(rest)"} 3');
    end();
    expect(await series()).toEqual([]);
  });
});
