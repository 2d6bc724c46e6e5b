import { Module } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { startTestRedis, type TestRedis } from '@analyticbot/testing';
import { HttpMetrics } from '../metrics/http-metrics.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { RuntimeStats } from '../metrics/runtime-stats.js';
import {
  checkIndicator,
  eventLoopIndicator,
  type Indicator,
  predicateIndicator,
  redisIndicator,
} from './health-indicators.js';
import { HealthModule } from './health.module.js';

const apps: NestFastifyApplication[] = [];

/** Starts an application on a free port. Returns how to ask it. */
async function start(indicators: readonly Indicator[], http?: HttpMetrics) {
  @Module({
    imports: [
      MetricsModule.forRoot({ service: 'test-service' }),
      HealthModule.forRootAsync({ useFactory: () => ({ indicators }) }),
    ],
  })
  class AppModule {}
  const module = await Test.createTestingModule({ imports: [AppModule] }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
  http?.register(app.getHttpAdapter().getInstance());
  await app.listen(0, '127.0.0.1');
  apps.push(app);
  const url = await app.getUrl();
  return async (path: string) => {
    const answer = await fetch(url + path);
    const text = await answer.text();
    const json = (answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : {}) as HealthBody;
    return { statusCode: answer.status, headers: answer.headers, text, json };
  };
}

interface HealthBody {
  readonly status?: string;
  readonly details?: Record<string, unknown>;
  readonly error?: Record<string, { message: string }>;
}

afterEach(() => Promise.all(apps.splice(0).map((app) => app.close())));

describe('health', () => {
  let redis: TestRedis;

  beforeAll(async () => {
    redis = await startTestRedis();
  });
  afterAll(() => redis.stop());

  it('is well when all is well', async () => {
    const stats = new RuntimeStats().start();
    const ask = await start([
      redisIndicator('redis', redis.client()),
      checkIndicator('postgres', async () => undefined),
      eventLoopIndicator('event_loop', stats, { maxLagMs: 60_000 }),
      predicateIndicator('work', () => true, 'The work server does not listen.'),
    ]);
    const full = await ask('/health');
    expect(full.statusCode).toBe(200);
    expect(full.headers.get('cache-control')).toContain('no-store');
    expect(full.json).toMatchObject({ status: 'ok', details: { redis: { status: 'up' } } });
    expect(Object.keys(full.json.details ?? {})).toEqual(['redis', 'postgres', 'event_loop', 'work']);
    stats.stop();
  });

  it('says what is wrong, without addresses, and refuses traffic but lives', async () => {
    const down = await startTestRedis();
    const client = down.client({ maxRetriesPerRequest: 0 });
    await client.ping();
    await down.crash();
    const ask = await start([
      redisIndicator('redis', client, { deadlineMs: 200 }),
      predicateIndicator('work', () => false, 'The work server does not listen.'),
      checkIndicator('postgres', () => Promise.reject(new Error('postgres://u:p@host refused'))),
    ]);
    const ready = await ask('/health/ready');
    expect(ready.statusCode).toBe(503);
    expect(ready.json).toMatchObject({
      status: 'error',
      error: {
        redis: { status: 'down' },
        work: { status: 'down', message: 'The work server does not listen.' },
        postgres: { status: 'down', message: 'failed: Error' },
      },
    });
    expect((await ask('/health')).statusCode).toBe(503);
    expect((await ask('/health/live')).statusCode).toBe(200);
    await down.stop();
  });

  it('does not wait for an indicator that hangs', async () => {
    const ask = await start([
      checkIndicator('stuck', () => new Promise(() => undefined), { deadlineMs: 50, liveness: true }),
    ]);
    const live = await ask('/health/live');
    expect(live.statusCode).toBe(503);
    expect(live.json.error?.stuck?.message).toContain('E_DEADLINE');
  });

  it('keeps traffic when only a note for people is down', async () => {
    const ask = await start([predicateIndicator('note', () => false, 'Noted.', { readiness: false })]);
    expect((await ask('/health/ready')).statusCode).toBe(200);
    expect((await ask('/health')).statusCode).toBe(503);
  });
});

describe('metrics', () => {
  it('shows default metrics, the runtime and answers by declared route', async () => {
    const stats = new RuntimeStats().start();
    const http = new HttpMetrics({ countsForQuantiles: (route) => route === '/health' });
    const ask = await start([], http);
    await ask('/health');
    await ask('/no/such/page/12345');
    const { headers, text } = await ask('/metrics');
    expect(headers.get('content-type')).toContain('text/plain');
    expect(text).toMatch(/process_cpu_user_seconds_total\{service="test-service"\}/);
    expect(text).toMatch(/event_loop_lag_p99_seconds\{service="test-service"\} \d/);
    expect(text).toMatch(/http_request_seconds_count\{[^}]*route="\/health",status="200"[^}]*\} 1/);
    expect(text).toMatch(/route="unmatched",status="404"/);
    expect(text).not.toContain('12345');
    expect(http.snapshot()).toMatchObject({ count: 1, p99: expect.any(Number) });
    expect(stats.snapshot()).toMatchObject({ rssBytes: expect.any(Number), cpuCores: expect.any(Number) });
    stats.stop();
  });
});
