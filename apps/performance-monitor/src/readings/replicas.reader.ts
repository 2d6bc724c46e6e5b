import type { z } from 'zod';
import type { Heartbeat, HeartbeatReader } from '@analyticbot/observability';
import type { ReplicaReading } from './reading.js';
import {
  cacheSection,
  httpSection,
  limiterSection,
  poolSection,
  queuesSection,
  runtimeSection,
} from './sections.schema.js';

/** The replicas alive now, by service and id. */
export async function readReplicas(reader: HeartbeatReader): Promise<ReplicaReading[]> {
  const { replicas } = await reader.readAll();
  return replicas.map(describe);
}

function describe(beat: Heartbeat): ReplicaReading {
  const section = <T>(name: string, schema: z.ZodType<T>): T | undefined =>
    schema.safeParse(beat.sections[name]).data;
  return {
    service: beat.service,
    replicaId: beat.replicaId,
    version: beat.version,
    startedAt: new Date(beat.startedAt).toISOString(),
    heartbeatAt: new Date(beat.at).toISOString(),
    runtime: section('runtime', runtimeSection),
    http: section('http', httpSection),
    pool: section('pool', poolSection),
    cache: section('cache', cacheSection),
    queues: section('queues', queuesSection),
    limiter: section('limiter', limiterSection),
  };
}
