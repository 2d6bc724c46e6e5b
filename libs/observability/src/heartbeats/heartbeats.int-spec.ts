import { eventually, startTestRedis, type TestRedis } from '@analyticbot/testing';
import { HeartbeatReader } from './heartbeat-reader.js';
import { HeartbeatWriter, type HeartbeatWriterOptions } from './heartbeat-writer.js';

describe('heartbeats', () => {
  let server: TestRedis;
  const writers: HeartbeatWriter[] = [];

  beforeAll(async () => {
    server = await startTestRedis();
  });
  afterAll(() => server.stop());
  beforeEach(() => server.client().flushall());
  afterEach(() => Promise.all(writers.splice(0).map((writer) => writer.stop())));

  const writer = (replicaId: string, options: Partial<HeartbeatWriterOptions> = {}) => {
    const made = new HeartbeatWriter({
      redis: server.client(),
      service: 'worker',
      replicaId,
      version: '1.2.3',
      ...options,
    });
    writers.push(made);
    return made;
  };
  const reader = () => new HeartbeatReader({ redis: server.client() });

  it('shows every replica with its figures', async () => {
    await writer('b')
      .section('cache', () => ({ hitRate: null }))
      .start();
    await writer('a')
      .section('pool', async () => ({ inUse: 3 }))
      .section('broken', () => {
        throw new Error('no figures');
      })
      .start();
    const { replicas, invalid } = await reader().readAll();
    expect(invalid).toBe(0);
    expect(replicas).toMatchObject([
      {
        service: 'worker',
        replicaId: 'a',
        version: '1.2.3',
        pid: process.pid,
        sections: { pool: { inUse: 3 } },
        failedSections: ['broken'],
      },
      { replicaId: 'b', sections: { cache: { hitRate: null } }, failedSections: [] },
    ]);
    expect(Object.keys(replicas[0]?.sections ?? {})).toEqual(['pool']);
    expect(await server.client().pttl('replicas:worker:a')).toBeGreaterThan(10_000);
  });

  it('forgets a replica that died, and prunes it', async () => {
    await writer('alive').start();
    const dead = writer('dead', { ttlMs: 100, intervalMs: 60_000 });
    await dead.start();
    expect((await reader().readAll()).replicas).toHaveLength(2);
    await eventually(async () =>
      expect((await reader().readAll()).replicas.map(({ replicaId }) => replicaId)).toEqual(['alive']),
    );
    expect(await server.client().zrange('replicas:index', 0, -1)).toEqual(['worker:alive']);
    await dead.beat();
    expect((await reader().readAll()).replicas).toHaveLength(2);
  });

  it('takes a replica off at a clean shutdown', async () => {
    const leaving = writer('leaving');
    await leaving.start();
    await leaving.stop();
    expect(await reader().readAll()).toEqual({ replicas: [], invalid: 0 });
    expect(await server.client().keys('*')).toEqual([]);
  });

  it('keeps beating', async () => {
    let beats = 0;
    await writer('a', { intervalMs: 20 })
      .section('count', () => ({ beats: (beats += 1) }))
      .start();
    await eventually(async () =>
      expect((await reader().readAll()).replicas[0]?.sections.count?.beats).toBeGreaterThan(2),
    );
  });

  it('skips and counts what it cannot understand', async () => {
    await writer('good').start();
    const redis = server.client();
    await redis.set('replicas:x:garbage', 'no json');
    await redis.set('replicas:x:other', '{"service":"x"}');
    await redis.zadd('replicas:index', Date.now(), 'x:garbage', Date.now(), 'x:other');
    expect(await reader().readAll()).toMatchObject({ replicas: [{ replicaId: 'good' }], invalid: 2 });
  });

  it('neither throws nor hangs without Redis, and says so once', async () => {
    const own = await startTestRedis();
    const warn = jest.fn();
    const logger = { log: jest.fn(), error: jest.fn(), warn };
    const client = own.client();
    const made = new HeartbeatWriter({
      redis: client,
      service: 's',
      replicaId: 'r',
      version: '1',
      logger,
      intervalMs: 100,
    });
    await made.start();
    await own.crash();
    await made.beat();
    await made.beat();
    expect(warn).toHaveBeenCalledTimes(1);
    await expect(new HeartbeatReader({ redis: client, deadlineMs: 100 }).readAll()).rejects.toMatchObject({
      code: 'E_DEADLINE',
    });
    await own.restart();
    await eventually(async () =>
      expect((await new HeartbeatReader({ redis: own.client() }).readAll()).replicas).toHaveLength(1),
    );
    await made.stop();
    await own.stop();
  });
});
