import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import {
  inspectRedisCache,
  sampleRedisMemory,
  type RedisCacheReport,
  type RedisCacheState,
  type RedisMemorySample,
} from '@analyticbot/caching';
import { HeartbeatReader } from '@analyticbot/observability';
import { DatabaseInspector } from '@analyticbot/pooling';
import { WORK_CONNECTION } from '@analyticbot/messaging';
import { readDatabase } from './database.reader.js';
import type { DatabaseReading, ReplicaReading } from './reading.js';
import { readReplicas } from './replicas.reader.js';
import { SuiteSources } from './suite.reader.js';

/** Injection token of the connection to the cache's Redis. */
export const CACHE_CONNECTION = Symbol('cache-connection');

/** The namespace of the worker's cache; keys outside it are counted as somebody else's. */
const cacheNamespace = 'analyticbot';
const sampleMs = 30_000;

/** The running suite: heartbeats, Postgres and both Redis roles. */
@Injectable()
export class LiveSources extends SuiteSources {
  private sample: { readonly at: number; readonly memory: Promise<RedisMemorySample> } | undefined;

  constructor(
    @Inject(WORK_CONNECTION) private readonly work: Redis,
    @Inject(CACHE_CONNECTION) private readonly cache: Redis,
    private readonly heartbeats: HeartbeatReader,
    private readonly inspector: DatabaseInspector,
  ) {
    super();
  }

  replicas(): Promise<ReplicaReading[]> {
    return readReplicas(this.heartbeats);
  }

  database(): Promise<DatabaseReading> {
    return readDatabase(this.inspector);
  }

  workRedis(): Promise<RedisCacheReport> {
    return inspectRedisCache(this.work);
  }

  async cacheRedis(): Promise<RedisCacheState> {
    const [report, memory] = await Promise.all([
      inspectRedisCache(this.cache),
      // A server that may not be sampled is still one that can be read.
      this.cacheMemory().catch(() => undefined),
    ]);
    return memory === undefined ? report : { ...report, memory };
  }

  /** A sample costs some hundred commands: one serves for half a minute. */
  private cacheMemory(): Promise<RedisMemorySample> {
    const now = Date.now();
    if (this.sample === undefined || now - this.sample.at > sampleMs) {
      const memory = sampleRedisMemory(this.cache, { namespace: cacheNamespace });
      this.sample = { at: now, memory };
      memory.catch(() => (this.sample = undefined));
    }
    return this.sample.memory;
  }
}
