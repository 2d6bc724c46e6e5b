import { z } from 'zod';
import { variables as v } from './variables.js';

const everywhere = {
  LOG_LEVEL: v.LOG_LEVEL,
  LISTEN_ADDRESS: v.LISTEN_ADDRESS,
  REDIS_URL: v.REDIS_URL,
};

/** For services that use the cache, or look after it. */
const cache = { REDIS_CACHE_URL: v.REDIS_CACHE_URL };

/** For services that use Postgres. */
const database = {
  DATABASE_URL: v.DATABASE_URL,
  DB_POOL_MODE: v.DB_POOL_MODE,
  DB_BUDGET: v.DB_BUDGET,
  DB_BUDGET_SHARES: v.DB_BUDGET_SHARES,
};

/** One Redis may play both roles: the cache falls back to the work server's address. */
function withCacheUrl<T extends { REDIS_URL: string; REDIS_CACHE_URL?: string | undefined }>(config: T) {
  return { ...config, REDIS_CACHE_URL: config.REDIS_CACHE_URL ?? config.REDIS_URL };
}

const gateway = z.object({
  ...everywhere,
  PORT: v.PORT.default(8000),
  BOT_TOKEN: v.BOT_TOKEN,
  TELEGRAM_API_ROOT: v.TELEGRAM_API_ROOT,
  WEBHOOK_URL: v.WEBHOOK_URL,
  WEBHOOK_SECRET: v.WEBHOOK_SECRET,
  ADMIN_IDS: v.ADMIN_IDS,
});

/** Settings of `bot-gateway`. Without `WEBHOOK_URL` it polls. */
export const gatewayConfig = gateway.superRefine((config, context) => {
  if (config.WEBHOOK_URL !== undefined && config.WEBHOOK_SECRET === undefined) {
    context.addIssue({
      code: 'custom',
      path: ['WEBHOOK_SECRET'],
      message:
        'needed with WEBHOOK_URL, or anybody could post updates: 1 to 256 characters of A-Z a-z 0-9 _ -',
    });
  }
});
export type GatewayConfig = z.infer<typeof gatewayConfig>;

const worker = z.object({
  ...everywhere,
  ...cache,
  PORT: v.PORT.default(8002),
  BOT_TOKEN: v.BOT_TOKEN,
  TELEGRAM_API_ROOT: v.TELEGRAM_API_ROOT,
  TELEGRAM_API_ID: v.TELEGRAM_API_ID,
  TELEGRAM_API_HASH: v.TELEGRAM_API_HASH,
  PREVIEW_ENABLED: v.PREVIEW_ENABLED,
  PREVIEW_ROOT: v.PREVIEW_ROOT,
  COLLECTION_PARALLEL: v.COLLECTION_PARALLEL,
  COLLECTION_CALLS_PER_SECOND: v.COLLECTION_CALLS_PER_SECOND,
  ...database,
  DATABASE_DIRECT_URL: v.DATABASE_DIRECT_URL,
  DATABASE_REPLICA_URLS: v.DATABASE_REPLICA_URLS,
  DB_POOL_MIN: v.DB_POOL_MIN,
  DB_POOL_MAX: v.DB_POOL_MAX,
});

/** Settings of `analytics-worker`. With `TELEGRAM_API_ID` and `TELEGRAM_API_HASH` it reads figures over MTProto. */
export const workerConfig = worker
  .superRefine((config, context) => {
    const [id, hash] = [config.TELEGRAM_API_ID, config.TELEGRAM_API_HASH];
    if ((id === undefined) === (hash === undefined)) return;
    context.addIssue({
      code: 'custom',
      path: [id === undefined ? 'TELEGRAM_API_ID' : 'TELEGRAM_API_HASH'],
      message: 'needed: TELEGRAM_API_ID and TELEGRAM_API_HASH come as a pair from my.telegram.org',
    });
  })
  .refine((config) => (config.DB_POOL_MIN ?? 0) <= config.DB_POOL_MAX, {
    path: ['DB_POOL_MIN'],
    error: 'must not be above DB_POOL_MAX',
  })
  .transform((config) => ({
    ...withCacheUrl(config),
    DB_POOL_MIN: config.DB_POOL_MIN ?? Math.min(10, config.DB_POOL_MAX),
  }));
export type WorkerConfig = z.infer<typeof workerConfig>;

/** Settings of the import of exports: where to store them. */
export const importConfig = z.object({ DATABASE_URL: v.DATABASE_URL });

const monitor = z.object({
  ...everywhere,
  ...cache,
  PORT: v.PORT.default(8001),
  ...database,
  MONITOR_TOKEN: v.MONITOR_TOKEN,
});

/** Settings of `performance-monitor`. With `MONITOR_TOKEN` its figures need `Authorization: Bearer …`. */
export const monitorConfig = monitor.transform(withCacheUrl);
export type MonitorConfig = z.infer<typeof monitorConfig>;

/** The variables each service reads, by service: what a manifest may set. */
export const environmentNames = {
  'bot-gateway': Object.keys(gateway.shape),
  'analytics-worker': Object.keys(worker.shape),
  'performance-monitor': Object.keys(monitor.shape),
} as const;
