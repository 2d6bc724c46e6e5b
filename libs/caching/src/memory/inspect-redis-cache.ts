import { L2UnavailableError } from '../caching.errors.js';

/** The one command needed; clients of `ioredis` and `@redis/client` both fit. */
export interface InfoClient {
  info(section: string): Promise<string>;
}

/** How the cache's Redis server does. Counters are since its start. */
export interface RedisCacheReport {
  readonly usedMemoryBytes: number;
  /** null: no limit is set, so nothing is ever evicted and memory may run out. */
  readonly maxMemoryBytes: number | null;
  readonly policy: string;
  /** Resident bytes / used bytes; above 1.5 much memory is lost, below 1 the server swaps. */
  readonly fragmentationRatio: number;
  readonly evictedKeys: number;
  readonly expiredKeys: number;
  readonly keyspaceHits: number;
  readonly keyspaceMisses: number;
}

/**
 * Reads `INFO memory` and `INFO stats`.
 * @throws L2UnavailableError when Redis doesn't answer within `deadlineMs`, or not with these figures
 */
export async function inspectRedisCache(redis: InfoClient, deadlineMs = 2_000): Promise<RedisCacheReport> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new L2UnavailableError(`no INFO within ${deadlineMs} ms`)), deadlineMs);
  });
  try {
    const answers = Promise.all([redis.info('memory'), redis.info('stats')]);
    return readReport((await Promise.race([answers, deadline])).join('\n'));
  } catch (error) {
    throw error instanceof L2UnavailableError ? error : new L2UnavailableError('INFO failed', error);
  } finally {
    clearTimeout(timer);
  }
}

function readReport(info: string): RedisCacheReport {
  const fields = new Map(
    info.split(/\r?\n/).flatMap((line): [string, string][] => {
      const colon = line.indexOf(':');
      return colon > 0 ? [[line.slice(0, colon), line.slice(colon + 1)]] : [];
    }),
  );
  const number = (field: string): number => {
    const value = Number(fields.get(field) ?? Number.NaN);
    if (!Number.isFinite(value)) throw new L2UnavailableError(`INFO has no ${field}`);
    return value;
  };
  return {
    usedMemoryBytes: number('used_memory'),
    maxMemoryBytes: number('maxmemory') || null,
    policy: fields.get('maxmemory_policy') ?? 'unknown',
    fragmentationRatio: number('mem_fragmentation_ratio'),
    evictedKeys: number('evicted_keys'),
    expiredKeys: number('expired_keys'),
    keyspaceHits: number('keyspace_hits'),
    keyspaceMisses: number('keyspace_misses'),
  };
}
