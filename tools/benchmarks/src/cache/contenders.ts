import KeyvRedis from '@keyv/redis';
import { createClient } from '@redis/client';
import { BentoCache, bentostore } from 'bentocache';
import { memoryDriver } from 'bentocache/drivers/memory';
import { redisBusDriver, redisDriver } from 'bentocache/drivers/redis';
import { Cacheable } from 'cacheable';
import { createCache as createManaged } from 'cache-manager';
import { redisInsStore } from 'cache-manager-redis-yet';
import { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import { createCache, defineCacheGroups } from '@analyticbot/caching';
import { RedisBus } from './replicas/redis-bus.js';

/** One way of caching: keeps a value, and gets it as the application would (a loader that must not be needed is given). */
export interface Contender {
  readonly name: string;
  set(key: string, value: unknown): Promise<unknown>;
  /** Awaited by the caller, also where it is no promise. */
  get(key: string): unknown;
  close(): Promise<unknown>;
}

const ttlMs = 600_000;
const groups = defineCacheGroups({
  both: { ttlMs, staleOn: ['change'] },
  far: { ttlMs, layers: ['l2'], staleOn: ['change'] },
});
const never = () => Promise.reject<never>(new Error('A hit was expected.'));

/** Our cache as the services set it up: each value has a tag, and a bus tells of changes. `both`: hits come from memory. */
export async function ours(redisUrl: string, group: keyof typeof groups, name: string): Promise<Contender> {
  const bus = new RedisBus(redisUrl);
  const cache = await createCache({ redisUrl, namespace: `bench-${group}`, schemaVersion: 1, groups, bus });
  return {
    name,
    set: (key, value) => cache.set(group, [key], value),
    get: (key) => cache.getOrLoad(group, [key], never),
    close: async () => {
      await cache.close();
      bus.close();
    },
  };
}

/** The limit: a map with a bound, awaited as every cache is. */
export async function lru(name: string): Promise<Contender> {
  const entries = new LRUCache<string, NonNullable<unknown>>({ max: 50_000 });
  return {
    name,
    set: async (key, value) => entries.set(key, value as NonNullable<unknown>),
    get: (key) => entries.get(key),
    close: async () => entries.clear(),
  };
}

/** BentoCache as its guide sets it up: memory, Redis, and a bus. */
export async function bento(redisUrl: string, name: string): Promise<Contender> {
  const connection = new Redis(redisUrl);
  const cache = new BentoCache({
    default: 'both',
    stores: {
      both: bentostore()
        .useL1Layer(memoryDriver({ maxItems: 50_000 }))
        .useL2Layer(redisDriver({ connection }))
        .useBus(redisBusDriver({ connection: { host: '127.0.0.1', port: connection.options.port ?? 6379 } })),
    },
  });
  return {
    name,
    set: (key, value) => cache.set({ key, value, ttl: ttlMs }),
    get: (key) => cache.getOrSet({ key, ttl: ttlMs, factory: never }),
    close: async () => {
      await cache.disconnectAll();
      connection.disconnect();
    },
  };
}

/** `cacheable` with `@keyv/redis` behind. */
export async function cacheable(redisUrl: string, name: string): Promise<Contender> {
  const cache = new Cacheable({ secondary: new KeyvRedis(redisUrl), ttl: ttlMs });
  return {
    name,
    set: (key, value) => cache.set(key, value),
    get: (key) => cache.getOrSet(key, never),
    close: () => cache.disconnect(),
  };
}

/** `cache-manager` with `cache-manager-redis-yet`, Redis only. */
export async function managed(redisUrl: string, name: string): Promise<Contender> {
  const client = createClient({ url: redisUrl });
  await client.connect();
  const cache = createManaged(redisInsStore(client as never, { ttl: ttlMs }));
  return {
    name,
    set: (key, value) => cache.set(key, value),
    get: (key) => cache.wrap(key, never),
    close: () => client.disconnect(),
  };
}

/** `GET` and `JSON.parse` by ioredis. */
export async function bareIoredis(redisUrl: string, name: string): Promise<Contender> {
  const client = new Redis(redisUrl);
  return {
    name,
    set: (key, value) => client.set(key, JSON.stringify(value)),
    get: async (key) => JSON.parse((await client.get(key)) ?? 'null') as unknown,
    close: async () => client.disconnect(),
  };
}

/** The same by `@redis/client`, which our cache uses. */
export async function bareNodeRedis(redisUrl: string, name: string): Promise<Contender> {
  const client = createClient({ url: redisUrl });
  await client.connect();
  return {
    name,
    set: (key, value) => client.set(key, JSON.stringify(value)),
    get: async (key) => JSON.parse((await client.get(key)) ?? 'null') as unknown,
    close: () => client.disconnect(),
  };
}
