import { z } from 'zod';

/**
 * The parts of a heartbeat that the monitor reads. Everything is optional: an older or newer replica may lack a section or
 * have other fields, and a section that does not fit is left out rather than guessed.
 */
export const runtimeSection = z.object({
  rssBytes: z.number(),
  heapUsedBytes: z.number(),
  eventLoopLagP99Seconds: z.number(),
  cpuCores: z.number(),
  uptimeSeconds: z.number(),
});

/** HTTP answers of the last one to two minutes; quantiles in seconds, null where nobody asked. */
export const httpSection = z.object({
  count: z.number(),
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
});

/** A replica's connection pool now; waits and uses in milliseconds. `utilisation` is a share. */
export const poolSection = z.object({
  size: z.number(),
  idle: z.number(),
  active: z.number(),
  waiting: z.number(),
  max: z.number(),
  utilisation: z.number(),
  acquireMs: z.object({ p50: z.number(), p95: z.number() }).nullable(),
  useMs: z.object({ p50: z.number(), p95: z.number() }).nullable().default(null),
  timeouts: z.number(),
  leaks: z.number().default(0),
});

const ttlAdvice = z.object({
  ttlMs: z.number(),
  verdict: z.enum(['longer', 'shorter', 'keep']),
  changesEveryMs: z.number(),
  reloads: z.number(),
  changed: z.number(),
});

const cacheGroup = z.looseObject({
  hitRate: z.number().nullable(),
  windowLookups: z.number(),
  source: z.string().optional(),
  calls: z.number().optional(),
  savedCalls: z.number().optional(),
  loadMs: z.number().optional(),
  savedMs: z.number().optional(),
  ttlMs: z.number().optional(),
  advice: ttlAdvice.nullish(),
});

/** A replica's cache: rates over the last minutes, counts since its start, sizes in bytes. */
export const cacheSection = z.object({
  groups: z.record(z.string(), cacheGroup),
  hitRate: z.number().nullable(),
  windowLookups: z.number(),
  loadsInFlight: z.number(),
  l1Entries: z.number(),
  l1Bytes: z.number(),
  l1MaxBytes: z.number(),
  l2CircuitOpen: z.boolean(),
  l2Errors: z.number(),
  undecodable: z.number().optional(),
});

const queueStats = z.object({
  backlog: z.number(),
  oldestAgeMs: z.number(),
  inFlight: z.number(),
  handled: z.number(),
  failed: z.number(),
  dead: z.number(),
});

/** The work queues as a replica sees them, by name. */
export const queuesSection = z.record(z.string(), queueStats);

/** Calls to Telegram as a replica has limited them; `rateLimited`: those that Telegram refused with 429. */
export const limiterSection = z.looseObject({ rateLimited: z.number() });

export type RuntimeSection = z.infer<typeof runtimeSection>;
export type HttpSection = z.infer<typeof httpSection>;
export type PoolSection = z.infer<typeof poolSection>;
export type CacheSection = z.infer<typeof cacheSection>;
export type QueuesSection = z.infer<typeof queuesSection>;
export type LimiterSection = z.infer<typeof limiterSection>;
