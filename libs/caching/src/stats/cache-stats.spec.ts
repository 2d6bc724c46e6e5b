import { register } from 'prom-client';
import { createCache, defineCacheGroups, tag, type Cache } from '../index.js';
import { Clock } from '../replicas.contract.js';

const groups = defineCacheGroups({
  titles: { ttlMs: 60_000, source: 'telegram', callsPerLoad: 3 },
  report: { ttlMs: 60_000, source: 'database' },
});

describe('the figures of a cache', () => {
  const clock = new Clock();
  let cache: Cache<typeof groups>;

  beforeEach(async () => {
    cache = await createCache({ namespace: 'figures', schemaVersion: 1, groups, now: clock.now });
  });
  afterEach(async () => {
    await cache.close();
    register.resetMetrics();
  });

  it('tell by group what hits have spared, and what is kept', async () => {
    const slowly = () => new Promise<string>((resolve) => setTimeout(() => resolve('x'.repeat(1_000)), 5));
    for (let ask = 0; ask < 5; ask += 1) await cache.getOrLoad('titles', ['a'], slowly);
    const { titles, report } = cache.stats().groups;
    expect(titles).toMatchObject({ source: 'telegram', calls: 3, savedCalls: 12, loads: 1, l1Entries: 1 });
    expect(titles?.loadMs).toBeGreaterThan(1);
    expect(titles?.savedMs).toBeCloseTo(4 * (titles?.loadMs ?? 0));
    expect(titles?.l1Bytes).toBeGreaterThan(1_000);
    expect(report).toMatchObject({ savedCalls: 0, savedMs: 0, l1Bytes: 0, hitRate: null });

    const metrics = await register.metrics();
    expect(metrics).toMatch(/cache_saved_calls_total\{group="titles",source="telegram"\} 12/);
    expect(metrics).toMatch(/cache_saved_load_seconds_total\{group="titles",source="telegram"\} 0\.\d/);
    expect(metrics).toMatch(new RegExp(`cache_l1_group_bytes\\{group="titles"\\} ${titles?.l1Bytes}`));
  });

  it('forget hits and misses of another time', async () => {
    for (let ask = 0; ask < 4; ask += 1) await cache.getOrLoad('titles', ['a'], () => 1);
    expect(cache.stats()).toMatchObject({ hitRate: 0.75, windowLookups: 4 });
    clock.pass(301_000);
    expect(cache.stats()).toMatchObject({ hitRate: null, windowLookups: 0, missesPerSecond: 0 });
  });

  it('advise a time to live by what reloads after its end have found, not by what was told', async () => {
    const ask = () => cache.getOrLoad('report', ['a'], () => 'always the same', { tags: [tag('a')] });
    for (let round = 0; round < 40; round += 1) {
      await ask();
      clock.pass(groups.report.ttlMs);
    }
    expect(cache.stats().groups.report?.advice).toMatchObject({ verdict: 'longer', reloads: 39, changed: 0 });
    for (let round = 0; round < 40; round += 1) {
      await ask();
      await cache.invalidate([tag('a')]);
    }
    expect(cache.stats().groups.report?.advice).toMatchObject({ verdict: 'longer', reloads: 40, changed: 0 });
  });
});
