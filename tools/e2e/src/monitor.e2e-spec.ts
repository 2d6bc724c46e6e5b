import { eventually } from '@analyticbot/testing';
import { lastFromBot, owner } from './suite/people.js';
import { startSuite, type Suite } from './suite/suite.js';

const token = 'a-token-for-people-with-dashboards';

describe('the monitor', () => {
  let suite: Suite;
  beforeAll(async () => {
    suite = await startSuite({ environment: { MONITOR_TOKEN: token } });
  });
  afterAll(() => suite?.stop());

  const get = async <T>(path: string): Promise<T> => {
    const response = await fetch(`${suite.urls['performance-monitor']}${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(200);
    return (await response.json()) as T;
  };

  it('keeps its figures from people without the token', async () => {
    for (const path of ['/metrics/all', '/metrics/database', '/metrics/cache', '/performance/report']) {
      const response = await fetch(`${suite.urls['performance-monitor']}${path}`);
      expect(response.status).toBe(401);
    }
  });

  it('is healthy, and says of what', async () => {
    const health = await get<{ status: string; details: Record<string, { status: string }> }>('/health');
    expect(health.status).toBe('ok');
    expect(health.details['database']?.status).toBe('up');
    expect(health.details['redis']?.status).toBe('up');
  });

  it('knows every replica by its own figures', async () => {
    await eventually(
      async () => {
        const { replicas } = await get<{
          replicas: { value: { service: string; runtime: { rssBytes: number } }[] };
        }>('/metrics/all');
        expect(replicas.value.map(({ service }) => service)).toEqual([
          'analytics-worker',
          'bot-gateway',
          'performance-monitor',
        ]);
        for (const { runtime } of replicas.value) expect(runtime.rssBytes).toBeGreaterThan(20_000_000);
      },
      { timeoutMs: 15_000 },
    );
  });

  it('tells true figures of Postgres and the pools', async () => {
    const { database, pools } = await get<{
      database: { value: { overview: { maxConnections: number; connections: number } } };
      pools: { value: { service: string; pool: { max: number; size: number } }[] };
    }>('/metrics/database');
    const { rows } = await suite.postgres.pool.query('SHOW max_connections');
    expect(database.value.overview.maxConnections).toBe(
      Number((rows[0] as { max_connections: string }).max_connections),
    );
    const worker = pools.value.find(({ service }) => service === 'analytics-worker');
    expect(worker?.pool.max).toBe(10);
    expect(worker?.pool.size).toBeGreaterThanOrEqual(2);
  });

  it('gives no hit rate before anybody asked the cache, and one afterwards', async () => {
    const cache = await get<{ hitRate: { available: boolean } }>('/metrics/cache');
    expect(cache.hitRate.available).toBe(false);
  });

  it('counts what the gateway handled', async () => {
    const anna = await owner(suite);
    await suite.sandbox.write(anna.id, '/help');
    await lastFromBot(suite, anna.id, /What I can do/);
    await eventually(
      async () => {
        const { replicas } = await get<{
          replicas: { value: { service: string; queues?: Record<string, { handled: number }> }[] };
        }>('/metrics/application');
        const gateway = replicas.value.find(({ service }) => service === 'bot-gateway');
        expect(gateway?.queues?.['gateway.updates']?.handled).toBeGreaterThanOrEqual(1);
      },
      { timeoutMs: 15_000 },
    );
  });

  it('exports for Prometheus what the services measure', async () => {
    const response = await fetch(`${suite.urls['analytics-worker']}/metrics`);
    const text = await response.text();
    for (const metric of [
      'db_pool_utilisation_ratio',
      'messaging_queue_oldest_age_seconds',
      'event_loop_lag_p99_seconds',
    ]) {
      expect(text).toContain(metric);
    }
    const monitor = await fetch(`${suite.urls['performance-monitor']}/metrics`);
    expect(await monitor.text()).toMatch(/cache_redis_up\S* 1\n/);
  });

  it('names a service that died, with evidence and remedy', async () => {
    await suite.kill9('analytics-worker');
    await eventually(
      async () => {
        const { status, findings } = await get<{
          status: string;
          findings: { id: string; remedy: string; evidence: object }[];
        }>('/performance/report');
        expect(status).toBe('critical');
        const missing = findings.find(({ id }) => id === 'service-missing:analytics-worker');
        expect(missing?.remedy).toMatch(/log/);
        expect(missing?.evidence).toMatchObject({ replicas: 0 });
      },
      { timeoutMs: 30_000, intervalMs: 250 },
    );
  });

  it('stays up and says so while Postgres is away', async () => {
    await suite.postgres.crash();
    await eventually(
      async () => {
        const { findings } = await get<{ findings: { id: string }[] }>('/performance/report');
        expect(findings.map(({ id }) => id)).toContain('unreachable:database');
      },
      { timeoutMs: 20_000, intervalMs: 250 },
    );
    expect((await fetch(`${suite.urls['performance-monitor']}/health/live`)).status).toBe(200);
    await suite.postgres.restart();
    await eventually(async () => expect(await get('/health')).toMatchObject({ status: 'ok' }), {
      timeoutMs: 20_000,
    });
  });
});
