import { eventually, startTestPostgres, type TestPostgres } from '@analyticbot/testing';
import { register } from 'prom-client';
import { Database } from '../database/database.js';
import { HealthLane } from '../database/health-lane.js';
import { createPool, type ManagedPool } from './managed-pool.js';
import type { PoolOptions } from './pool-options.js';
import { waitForDatabase } from './wait-for-database.js';

describe('ManagedPool', () => {
  let server: TestPostgres;
  const pools: ManagedPool[] = [];
  const open = (options: Partial<PoolOptions> = {}) => {
    const pool = createPool({ url: server.url, poolMin: 0, poolMax: 2, acquireTimeoutMs: 2_000, ...options });
    pools.push(pool);
    return pool;
  };

  beforeAll(async () => {
    server = await startTestPostgres();
  });
  afterEach(async () => {
    await Promise.all(pools.splice(0).map((pool) => pool.end()));
  });
  afterAll(async () => {
    await server.stop();
  });

  it('opens its minimum at start and tells the server who it is', async () => {
    const pool = open({ poolMin: 3, poolMax: 5, applicationName: 'warm-test' });
    await pool.warm();
    expect(pool.stats()).toMatchObject({ size: 3, idle: 3, active: 0, waiting: 0, max: 5, utilisation: 0 });
    const { rows } = await pool.query(
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'warm-test'`,
    );
    expect(rows).toEqual([{ n: 3 }]);
  });

  it('serves a thousand callers on fifty connections: no error, nobody past the deadline', async () => {
    const pool = open({ poolMax: 50, maxWaiting: 1_000, acquireTimeoutMs: 5_000, applicationName: 'crowd' });
    let highest = 0;
    pool.on('acquire', () => (highest = Math.max(highest, pool.totalCount)));
    const database = new Database(pool);
    const sessions = server.pool.query(
      `SELECT count(*)::int AS n FROM pg_sleep(0.05), pg_stat_activity WHERE application_name = 'crowd'`,
    );
    const answers = await Promise.all(
      Array.from({ length: 1_000 }, (_, index) =>
        database.query<{ n: number }>('SELECT $1::int AS n, pg_sleep(0.002)', [index]),
      ),
    );
    expect(answers.map(([row]) => row?.n)).toEqual(Array.from({ length: 1_000 }, (_, index) => index));
    expect(highest).toBe(50);
    expect(((await sessions).rows[0] as { n: number }).n).toBeLessThanOrEqual(50);
    expect(pool.stats().timeouts).toBe(0);
    expect(pool.stats().acquireMs?.p95).toBeLessThan(5_000);
  });

  it('says that it is exhausted instead of letting callers wait for ever', async () => {
    const pool = open({ poolMax: 1, acquireTimeoutMs: 100 });
    const held = await pool.connect();
    await expect(pool.connect()).rejects.toMatchObject({
      code: 'E_POOL_EXHAUSTED',
      stats: { active: 1, max: 1, utilisation: 1 },
    });
    expect(pool.stats().timeouts).toBe(1);
    held.release();
    (await pool.connect()).release();
  });

  it('turns callers away at once when too many wait', async () => {
    const pool = open({ poolMax: 1, maxWaiting: 1 });
    const held = await pool.connect();
    const waiting = pool.connect();
    await expect(pool.connect()).rejects.toMatchObject({ code: 'E_POOL_OVERLOADED' });
    held.release();
    (await waiting).release();
  });

  it('lets the health lane say that the pool is full', async () => {
    const pool = open({ poolMax: 1 });
    const lane = new HealthLane({ url: server.url }, pool);
    const held = await pool.connect();
    await expect(lane.check()).resolves.toMatchObject({ up: true, pool: { utilisation: 1 } });
    held.release();
    await lane.close();
  });

  it('keeps a connection after an error in a statement', async () => {
    const pool = open({ poolMax: 1 });
    const database = new Database(pool);
    const pid = async () => (await database.query<{ pid: number }>('SELECT pg_backend_pid() AS pid'))[0]?.pid;
    const before = await pid();
    await expect(database.query('SELECT 1/0')).rejects.toMatchObject({ code: '22012' });
    await expect(database.transaction((tx) => tx.query('SELECT 1/0'))).rejects.toMatchObject({
      code: '22012',
    });
    expect(await pid()).toBe(before);
  });

  it('ends statements that run too long', async () => {
    const database = new Database(open({ statementTimeoutMs: 100 }));
    await expect(database.query('SELECT pg_sleep(10)')).rejects.toMatchObject({ code: '57014' });
  });

  it('repeats a transaction after a deadlock', async () => {
    const database = new Database(open({ poolMax: 4 }));
    await database.query('CREATE TABLE locks (id int PRIMARY KEY, n int)');
    await database.query('INSERT INTO locks VALUES (1, 0), (2, 0)');
    let met = 0;
    const cross = (first: number, second: number) =>
      database.transaction(async (tx) => {
        await tx.query('UPDATE locks SET n = n + 1 WHERE id = $1', [first]);
        met += 1;
        // Both hold their first row before they ask for the other's; the repeat finds the way free.
        await eventually(() => {
          if (met < 2) throw new Error('the other has not come yet');
        });
        await tx.query('UPDATE locks SET n = n + 1 WHERE id = $1', [second]);
      });
    await Promise.all([cross(1, 2), cross(2, 1)]);
    expect(await database.query('SELECT n FROM locks ORDER BY id')).toEqual([{ n: 2 }, { n: 2 }]);
    expect(met).toBeGreaterThan(2);
  });

  it('finishes what runs and what waits when it is drained, and takes no more', async () => {
    const pool = open({ poolMax: 1 });
    const running = new Database(pool).query('SELECT pg_sleep(0.2), 1 AS n');
    const waiting = new Database(pool).query('SELECT 2 AS n');
    const ended = pool.end();
    await expect(pool.connect()).rejects.toMatchObject({ code: 'E_POOL_CLOSED' });
    expect([await running, await waiting]).toMatchObject([[{ n: 1 }], [{ n: 2 }]]);
    await ended;
    expect(pool.stats().size).toBe(0);
  });

  it('cuts what does not end by the drain timeout', async () => {
    const pool = open({ poolMax: 1, drainTimeoutMs: 100 });
    const stuck = new Database(pool).query('SELECT pg_sleep(30)');
    const outcome = expect(stuck).rejects.toThrow();
    await pool.end();
    await outcome;
  });

  it('closes even when somebody never gives a connection back', async () => {
    const pool = open({ poolMax: 1, drainTimeoutMs: 50 });
    await pool.connect();
    await pool.end();
    expect(pool.ending).toBe(true);
  });

  it('shows itself to Prometheus', async () => {
    const pool = open({ poolMax: 7 });
    const held = await pool.connect();
    const text = await register.metrics();
    expect(text).toMatch(/db_pool_connections\{state="active"\} 1\n/);
    expect(text).toMatch(/db_pool_max 7\n/);
    expect(text).toMatch(/db_pool_utilisation_ratio 0\.14/);
    expect(text).toMatch(/db_pool_acquire_seconds_count [1-9]/);
    expect(text).toContain('db_pool_acquire_timeouts_total');
    held.release();
  });

  it('heals by itself after the server was killed', async () => {
    const warnings: string[] = [];
    const log = {
      info: () => undefined,
      warn: (line: string) => warnings.push(line),
      error: () => undefined,
    };
    const pool = open({ poolMin: 2, poolMax: 2, log });
    await pool.warm();
    const lane = new HealthLane({ url: server.url }, pool);
    await server.crash();
    await expect(new Database(pool).query('SELECT 1')).rejects.toThrow();
    await expect(lane.check()).resolves.toMatchObject({ up: false });
    await expect(waitForDatabase(pool, 300)).rejects.toMatchObject({ code: 'E_DATABASE_UNAVAILABLE' });
    expect(warnings.join()).toContain('Next attempt in');
    const back = waitForDatabase(pool, 20_000);
    await server.restart();
    await back;
    expect(await new Database(pool).query('SELECT 1 AS n')).toEqual([{ n: 1 }]);
    await expect(lane.check()).resolves.toMatchObject({ up: true });
    await lane.close();
  });
});
