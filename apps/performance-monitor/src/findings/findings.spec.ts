import { kpisOf } from '../figures/kpis.js';
import type { ReplicaReading, SuiteReading } from '../readings/reading.js';
import { findingsOf } from './findings.js';

const redis = {
  usedMemoryBytes: 1_000_000,
  maxMemoryBytes: null,
  policy: 'noeviction',
  fragmentationRatio: 1.1,
  evictedKeys: 0,
  expiredKeys: 0,
  keyspaceHits: 0,
  keyspaceMisses: 0,
};

function replica(service: string, changes: Partial<ReplicaReading> = {}): ReplicaReading {
  return {
    service,
    replicaId: 'a',
    version: '0.1.0',
    startedAt: '2026-11-23T10:00:00.000Z',
    heartbeatAt: '2026-11-23T10:00:05.000Z',
    runtime: {
      rssBytes: 100,
      heapUsedBytes: 50,
      eventLoopLagP99Seconds: 0.01,
      cpuCores: 0.1,
      uptimeSeconds: 5,
    },
    http: undefined,
    pool: undefined,
    cache: undefined,
    queues: undefined,
    limiter: undefined,
    ...changes,
  };
}

const calmReplicas = [replica('bot-gateway'), replica('analytics-worker'), replica('performance-monitor')];

function reading(changes: Partial<SuiteReading> = {}): SuiteReading {
  return {
    at: '2026-11-23T10:00:06.000Z',
    replicas: { available: true, value: calmReplicas },
    database: { available: false, because: 'not part of this case' },
    workRedis: { available: true, value: redis },
    cacheRedis: { available: true, value: { ...redis, policy: 'allkeys-lru' } },
    ...changes,
  };
}

const withWorker = (changes: Partial<ReplicaReading>): SuiteReading =>
  reading({ replicas: { available: true, value: [...calmReplicas, replica('analytics-worker', changes)] } });

const ids = (of: SuiteReading) => findingsOf(of).map((finding) => finding.id);

describe('kpisOf', () => {
  const answeredIn = (p95: number | null) => withWorker({ http: { count: 1, p50: p95, p95, p99: p95 } });

  it('tells the slowest 95th percentile of HTTP answers, or that nobody asked', () => {
    expect(kpisOf(answeredIn(0.2)).responseTimeP95).toEqual({ available: true, value: 0.2, unit: 'seconds' });
    expect(kpisOf(answeredIn(null)).responseTimeP95).toEqual({
      available: false,
      because: expect.stringContaining('nobody asked a replica over HTTP'),
    });
    expect(kpisOf(reading()).responseTimeP95).toEqual({ available: false, because: 'no replica reports it' });
  });
});

describe('findingsOf', () => {
  it('finds nothing in a calm suite but the part that can not be read', () => {
    expect(ids(reading())).toEqual(['unreachable:database']);
  });

  it('names a service without replicas', () => {
    const alone = reading({ replicas: { available: true, value: [replica('performance-monitor')] } });
    expect(ids(alone)).toEqual(
      expect.arrayContaining(['service-missing:bot-gateway', 'service-missing:analytics-worker']),
    );
  });

  it('does not claim that services are gone when the heartbeats can not be read', () => {
    const blind = reading({ replicas: { available: false, because: 'it does not answer' } });
    expect(ids(blind).some((id) => id.startsWith('service-missing'))).toBe(false);
  });

  it('finds late work and dead letters, with the figures that show it', () => {
    const queue = { backlog: 12, oldestAgeMs: 45_000, inFlight: 1, handled: 5, failed: 2, dead: 3 };
    const findings = findingsOf(withWorker({ queues: { 'worker.requests': queue } }));
    expect(findings).toContainEqual(
      expect.objectContaining({
        id: 'queue-late:worker.requests',
        evidence: expect.objectContaining({ oldestSeconds: 45 }),
      }),
    );
    expect(findings).toContainEqual(
      expect.objectContaining({ id: 'dead-letters:worker.requests', evidence: { deadLetters: 3 } }),
    );
  });

  it('finds a pool with callers waiting', () => {
    const pool = {
      size: 50,
      idle: 0,
      active: 50,
      waiting: 7,
      max: 50,
      utilisation: 1,
      acquireMs: null,
      useMs: null,
      timeouts: 0,
      leaks: 0,
    };
    expect(ids(withWorker({ pool }))).toContain('pool-crowded:analytics-worker/a');
    // Somebody waits for a moment while a connection is opened: that is no crowd.
    const opening = { ...pool, size: 1, active: 0, waiting: 1, utilisation: 0 };
    expect(ids(withWorker({ pool: opening }))).not.toContain('pool-crowded:analytics-worker/a');
  });

  it('finds a pool that lost a connection to somebody', () => {
    const pool = { size: 5, idle: 4, active: 1, waiting: 0, max: 50, utilisation: 0.02 };
    const figures = { acquireMs: null, useMs: null, timeouts: 0 };
    expect(ids(withWorker({ pool: { ...pool, ...figures, leaks: 1 } }))).toContain(
      'pool-leak:analytics-worker/a',
    );
    expect(ids(withWorker({ pool: { ...pool, ...figures, leaks: 0 } }))).not.toContain(
      'pool-leak:analytics-worker/a',
    );
  });

  it('judges a cache only after enough lookups', () => {
    const cache = (windowLookups: number) => ({
      groups: { overview: { hitRate: 0.2, windowLookups } },
      hitRate: 0.2,
      windowLookups,
      loadsInFlight: 0,
      l1Entries: 0,
      l1Bytes: 0,
      l1MaxBytes: 1,
      l2CircuitOpen: false,
      l2Errors: 0,
    });
    expect(ids(withWorker({ cache: cache(20) }))).not.toContain('cache-poor:analytics-worker/a:overview');
    expect(ids(withWorker({ cache: cache(200) }))).toContain('cache-poor:analytics-worker/a:overview');
  });

  it('puts a Redis that evicts work first', () => {
    const evicting = reading({ workRedis: { available: true, value: { ...redis, policy: 'allkeys-lru' } } });
    const first = findingsOf(evicting)[0];
    expect(first?.severity).toBe('critical');
    expect(ids(evicting)).toContain('redis-evicts-work');
  });
});

describe('kpisOf', () => {
  it('gives no hit rate when nobody asked', () => {
    expect(kpisOf(reading()).cacheHitRate).toEqual({ available: false, because: 'no replica reports it' });
  });

  it('counts a queue once however many replicas see it', () => {
    const queues = { q: { backlog: 7, oldestAgeMs: 1500, inFlight: 0, handled: 0, failed: 0, dead: 0 } };
    const value = [
      replica('analytics-worker', { queues }),
      replica('analytics-worker', { replicaId: 'b', queues }),
    ];
    const kpis = kpisOf(reading({ replicas: { available: true, value } }));
    expect(kpis.backlog).toEqual({ available: true, value: 7, unit: 'messages' });
    expect(kpis.oldestWork).toEqual({ available: true, value: 1.5, unit: 'seconds' });
  });

  it('adds pools up', () => {
    const pool = (active: number) => ({
      size: 10,
      idle: 10 - active,
      active,
      waiting: 0,
      max: 10,
      utilisation: active / 10,
      acquireMs: null,
      useMs: null,
      timeouts: 0,
      leaks: 0,
    });
    const value = [replica('w', { pool: pool(9) }), replica('w', { replicaId: 'b', pool: pool(1) })];
    const kpis = kpisOf(reading({ replicas: { available: true, value } }));
    expect(kpis.poolUtilisation).toEqual({ available: true, value: 0.5, unit: 'share' });
  });
});
