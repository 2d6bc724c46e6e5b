import { kpisOf } from '../figures/kpis.js';
import type { ReplicaReading, SuiteReading } from '../readings/reading.js';
import { cacheSection } from '../readings/sections.schema.js';
import { findingsOf } from './findings.js';

const advice = { ttlMs: 480_000, verdict: 'longer', changesEveryMs: 9e6, reloads: 400, changed: 0 };
const group = {
  hitRate: 0.9,
  windowLookups: 50,
  source: 'telegram',
  calls: 10,
  savedCalls: 90,
  ttlMs: 60_000,
};

function readingWith(groups: Record<string, unknown>[], more: object = {}): SuiteReading {
  const away = { available: false, because: 'not part of this case' } as const;
  const value = groups.map((all, position) => ({
    service: 'analytics-worker',
    replicaId: String(position),
    cache: cacheSection.parse({
      groups: all,
      hitRate: 0.9,
      windowLookups: 50,
      loadsInFlight: 0,
      l1Entries: 1,
      l1Bytes: 1,
      l1MaxBytes: 1,
      l2CircuitOpen: false,
      l2Errors: 0,
      ...more,
    }),
  })) as unknown as ReplicaReading[];
  return {
    at: '2026-11-23T10:00:06.000Z',
    replicas: { available: true, value },
    database: away,
    workRedis: away,
    cacheRedis: away,
  };
}

const found = (reading: SuiteReading, kind: string) =>
  findingsOf(reading).filter(({ id }) => id.startsWith(kind));

describe('what the report says of the cache', () => {
  it('advises a time to live once a service, by the replica that has seen most', () => {
    const seen = readingWith([
      { facts: { ...group, advice: { ...advice, verdict: 'shorter', reloads: 31 } } },
      { facts: { ...group, advice }, report: { ...group, advice: { ...advice, verdict: 'keep' } } },
    ]);
    expect(found(seen, 'cache-ttl')).toEqual([
      expect.objectContaining({
        id: 'cache-ttl:analytics-worker:facts',
        severity: 'info',
        evidence: expect.objectContaining({ ttlSeconds: 60, advisedSeconds: 480, reloads: 400 }),
        remedy: expect.stringContaining('480000'),
      }),
    ]);
  });

  it('is silent while nothing was seen, and for replicas that know no advice', () => {
    expect(
      found(readingWith([{ facts: { ...group, advice: null } }, { facts: group }]), 'cache-ttl'),
    ).toEqual([]);
  });

  it('names values that could not be read', () => {
    expect(found(readingWith([{ facts: group }], { undecodable: 3 }), 'cache-undecodable')).toEqual([
      expect.objectContaining({ severity: 'warning', evidence: { values: 3 } }),
    ]);
  });

  it('counts the Telegram calls that were spared, of Telegram only', () => {
    const reading = readingWith([
      { facts: group, report: { ...group, source: 'database', savedCalls: 1e6 } },
    ]);
    expect(kpisOf(reading).telegramCallsSpared).toEqual({ available: true, value: 0.9, unit: 'share' });
    expect(kpisOf(readingWith([{}])).telegramCallsSpared.available).toBe(false);
  });

  it('tells how much of the database time was spared, in the same way', () => {
    const reading = readingWith([
      {
        report: { ...group, source: 'database', savedMs: 700, loadMs: 100 },
        facts: { ...group, savedMs: 1e9 },
      },
      { report: { ...group, source: 'database', savedMs: 100, loadMs: 100 } },
    ]);
    expect(kpisOf(reading).databaseTimeSpared).toEqual({ available: true, value: 0.8, unit: 'share' });
  });

  const redis = {
    usedMemoryBytes: 990e6,
    maxMemoryBytes: 1e9,
    policy: 'allkeys-lfu',
    fragmentationRatio: 1.1,
    evictedKeys: 12,
    expiredKeys: 0,
    keyspaceHits: 0,
    keyspaceMisses: 0,
    memory: { keys: 10, sampled: 10, groups: [{ group: 'report', sampled: 9, keys: 9, bytes: 900e6 }] },
  };
  const on = (reading: SuiteReading, changes: object = {}): SuiteReading => ({
    ...reading,
    cacheRedis: { available: true, value: { ...redis, ...changes } },
  });
  const poor = readingWith([{}], { hitRate: 0.4, windowLookups: 500 });

  it('names a server that is too small, and what fills it', () => {
    expect(found(on(poor), 'cache-too-small')).toEqual([
      expect.objectContaining({
        severity: 'warning',
        evidence: expect.objectContaining({ evictedKeys: 12, hitRate: 0.4, 'bytes of report': 900e6 }),
      }),
    ]);
    // Full is what a cache should be, as long as it hits.
    expect(found(on(readingWith([{}], { windowLookups: 500 })), 'cache-too-small')).toEqual([]);
    expect(found(on(poor, { usedMemoryBytes: 5e8 }), 'cache-too-small')).toEqual([]);
    expect(found(on(poor, { maxMemoryBytes: null }), 'cache-too-small')).toEqual([]);
  });

  it('names memory that is lost between the values, of a server that holds some', () => {
    expect(found(on(poor, { fragmentationRatio: 1.8 }), 'cache-fragmented')).toHaveLength(1);
    expect(found(on(poor), 'cache-fragmented')).toEqual([]);
    const small = { fragmentationRatio: 9, usedMemoryBytes: 1e6 };
    expect(found(on(poor, small), 'cache-fragmented')).toEqual([]);
  });
});
