export { type TtlAdvice } from './advice/ttl-advice.js';
export {
  Cache,
  type Loader,
  type LoadOptions,
  type Scope,
  type StoreOptions,
  type WarmOptions,
  type WarmReport,
} from './cache.js';
export {
  type CacheGroup,
  type CacheGroups,
  type CacheLayer,
  type ChangeName,
  defineCacheGroups,
  type GroupName,
} from './cache-groups.js';
export { CachingModule } from './caching.module.js';
export { type CachingOptions } from './caching.options.js';
export {
  CachingError,
  InvalidationBacklogError,
  InvalidGroupError,
  InvalidKeyError,
  InvalidOptionError,
  L2UnavailableError,
  LoadTimeoutError,
  NotSerialisableError,
  UnknownGroupError,
} from './caching.errors.js';
export { cachedBy, type CachedOptions } from './decorator/cached.decorator.js';
export { type CacheKey, deriveCacheKeys, type EncryptionOptions } from './encryption/key-ring.js';
export {
  type RedisGroupMemory,
  type RedisMemorySample,
  type SampleClient,
  sampleRedisMemory,
} from './memory/sample-redis-memory.js';
export { inspectRedisCache, type InfoClient, type RedisCacheReport } from './memory/inspect-redis-cache.js';
export { exportRedisCache, type RedisCacheState } from './memory/redis-cache-metrics.js';
export { type KeyPart, tag } from './keys/cache-key.js';
export { type CacheStats, type GroupStats } from './stats/cache-stats.js';
export { type InvalidationBus, type InvalidationMessage } from './tags/invalidation-bus.js';
export { createCache } from './two-layer-cache.js';
