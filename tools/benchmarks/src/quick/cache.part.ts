import { createCache, defineCacheGroups } from '@analyticbot/caching';
import { Redis } from 'ioredis';
import { compare, speedUp } from '../harness/compare.js';
import { rounds, type Part } from './part.js';

const groups = defineCacheGroups({ both: { ttlMs: 600_000 }, far: { ttlMs: 600_000, layers: ['l2'] } });
/** About what a report of 30 days takes. */
const value = Array.from({ length: 30 }, (_, day) => ({
  day,
  subscribers: 5_000 + day,
  views: day * 1_000,
  posts: 4,
}));
const keys = 100;
const get = 'Redis GET and JSON.parse';

/** Hits of the cache's two layers against a bare client: `GET` and `JSON.parse`. */
export const cachePart: Part = async ({ redisUrl }) => {
  const redis = new Redis(redisUrl, { enableAutoPipelining: false });
  const cache = await createCache({ redisUrl, namespace: 'quick-hits', schemaVersion: 1, groups });
  const never = () => Promise.reject(new Error('A hit was expected.'));
  try {
    for (let key = 0; key < keys; key += 1) {
      await redis.set(`bare:${key}`, JSON.stringify(value));
      await cache.set('both', [key], value);
      await cache.set('far', [key], value);
    }
    const sides = await compare(
      [
        {
          name: get,
          operation: async (index) =>
            JSON.parse((await redis.get(`bare:${index % keys}`)) ?? 'null') as unknown,
        },
        { name: 'L1 hit', operation: (index) => cache.getOrLoad('both', [index % keys], never) },
        { name: 'L2 hit', operation: (index) => cache.getOrLoad('far', [index % keys], never) },
      ],
      { rounds, concurrency: 20, operations: { [get]: 5_000, 'L1 hit': 100_000, 'L2 hit': 5_000 } },
    );
    return [
      { id: 'cache-l1-over-redis-get', ratio: speedUp(sides, get, 'L1 hit'), sides },
      { id: 'cache-l2-over-redis-get', ratio: speedUp(sides, get, 'L2 hit'), sides: [] },
    ];
  } finally {
    await cache.close();
    redis.disconnect();
  }
};
