import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { inspectRedisCache, type RedisCacheReport } from '@analyticbot/caching';
import { HeartbeatReader } from '@analyticbot/observability';
import { DatabaseInspector } from '@analyticbot/pooling';
import { WORK_CONNECTION } from '@analyticbot/messaging';
import { readDatabase } from './database.reader.js';
import type { DatabaseReading, ReplicaReading } from './reading.js';
import { readReplicas } from './replicas.reader.js';
import { SuiteSources } from './suite.reader.js';

/** Injection token of the connection to the cache's Redis. */
export const CACHE_CONNECTION = Symbol('cache-connection');

/** The running suite: heartbeats, Postgres and both Redis roles. */
@Injectable()
export class LiveSources extends SuiteSources {
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

  cacheRedis(): Promise<RedisCacheReport> {
    return inspectRedisCache(this.cache);
  }
}
