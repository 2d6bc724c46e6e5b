import { eventually, startTestPostgres, type TestPostgres } from '@analyticbot/testing';
import { register } from 'prom-client';
import { Database } from '../database/database.js';
import { createPool, type ManagedPool } from '../pool/managed-pool.js';
import type { PoolOptions } from '../pool/pool-options.js';

describe('who holds a connection, and for how long', () => {
  let server: TestPostgres;
  let pool: ManagedPool;
  let warnings: string[];
  const open = (options: Partial<PoolOptions> = {}) => {
    warnings = [];
    const log = {
      info: () => undefined,
      warn: (line: string) => warnings.push(line),
      error: () => undefined,
    };
    pool = createPool({ url: server.url, poolMin: 0, poolMax: 1, acquireTimeoutMs: 100, log, ...options });
    return new Database(pool);
  };

  beforeAll(async () => {
    server = await startTestPostgres();
  });
  afterEach(() => pool.end());
  afterAll(() => server.stop());

  it('names the place that keeps a connection too long, once', async () => {
    open({ leakAfterMs: 40 });
    const held = await pool.connect();
    await eventually(() => expect(warnings).toHaveLength(1));
    expect(warnings[0]).toMatch(/not given back\. Held for .* by .*leaks\.int-spec\.ts:\d+/);
    expect(pool.stats().leaks).toBe(1);
    expect(await register.metrics()).toMatch(/db_pool_leaks_total [1-9]/);
    held.release();
    expect(pool.holders()).toEqual([]);
  });

  it('tells a caller who gets no connection who holds the longest one', async () => {
    const database = open();
    let finish = () => undefined as void;
    const held = database.transaction(() => new Promise<void>((resolve) => (finish = resolve)));
    await eventually(() => expect(pool.holders()).toHaveLength(1));
    await expect(database.query('SELECT 1')).rejects.toMatchObject({
      code: 'E_POOL_EXHAUSTED',
      message: expect.stringMatching(/raise poolMax .* Held for .* by .*leaks\.int-spec\.ts:\d+/),
      longest: { lane: 'interactive' },
    });
    finish();
    await held;
  });

  it('names all statements that are sent together: whichever takes long', async () => {
    const database = open();
    const together = database.together([
      { name: 'find-out', text: 'SELECT pg_sleep(0.2)' },
      { text: 'SELECT 1' },
      { name: 'note-down', text: 'SELECT 2' },
    ]);
    await eventually(() => expect(pool.holders()).toHaveLength(1));
    expect(pool.holders()).toMatchObject([{ place: 'the statement "find-out, note-down"' }]);
    await together;
  });

  it('lets maintenance take its time', async () => {
    const database = open({ leakAfterMs: 20 });
    await database.lane('maintenance').query('SELECT pg_sleep(0.1)');
    expect(warnings).toEqual([]);
  });

  it('measures how long connections are held, by lane', async () => {
    const database = open();
    await database.lane('batch').query('SELECT pg_sleep(0.02)');
    expect(pool.stats().useMs?.p95).toBeGreaterThan(15);
    expect(await register.metrics()).toMatch(/db_pool_use_seconds_count\{lane="batch"\} [1-9]/);
  });

  it('puts each lane under its own limits, statement by statement, on one connection', async () => {
    const database = open({ statementTimeoutMs: 4_000, lanes: { batch: { statementTimeoutMs: 7_000 } } });
    const limit = async (of: Database) =>
      (await of.query<{ t: string }>(`SELECT current_setting('statement_timeout') AS t`))[0]?.t;
    expect(await limit(database)).toBe('4s');
    expect(await limit(database.lane('batch'))).toBe('7s');
    expect(await limit(database.lane('maintenance'))).toBe('0');
    expect(await limit(database)).toBe('4s');
    const failing = database.lane('batch').query('SELECT 1/0');
    await expect(failing).rejects.toMatchObject({ code: '22012' });
    expect(await limit(database)).toBe('4s');
  });

  it('tells what to do about a statement that ran too long', async () => {
    const database = open({ statementTimeoutMs: 50, lanes: { batch: { statementTimeoutMs: 80 } } });
    await expect(database.query('SELECT pg_sleep(5)')).rejects.toMatchObject({
      code: '57014',
      message: expect.stringContaining('longer than the 50 ms of the interactive lane'),
      hint: expect.stringContaining('run it in the batch lane'),
    });
    await expect(database.lane('batch').query('SELECT pg_sleep(5)')).rejects.toThrow('80 ms of the batch');
  });

  it('ends a transaction that does nothing, says so, and does not repeat it', async () => {
    // Far above what a busy machine puts between two statements: a cut in their midst tells no reason.
    const database = open({ idleInTransactionTimeoutMs: 500 });
    let runs = 0;
    const idle = database.transaction(async (tx) => {
      runs += 1;
      await tx.query('SELECT 1');
      await eventually(() => expect(pool.lossOf(currentClient())).toBeDefined());
      await tx.query('SELECT 1');
    });
    await expect(idle).rejects.toMatchObject({ code: 'E_TRANSACTION_IDLE', cause: { code: '25P03' } });
    expect(runs).toBe(1);
    expect(await database.query('SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  it('closes connections of one age at different times', async () => {
    open({ maxLifetimeMs: 1_000, random: counting(0, 0.5, 0.999) });
    const ages = Array.from({ length: 3 }, () => pool.options.maxLifetimeSeconds);
    expect(ages).toEqual([0.9, 1, expect.closeTo(1.1, 2)]);
  });

  /** The one connection that is out, as the driver knows it. */
  function currentClient() {
    return (pool as unknown as { inUse: { clients(): never[] } }).inUse.clients()[0] as never;
  }
});

function counting(...values: number[]): () => number {
  let at = 0;
  return () => values[at++ % values.length] as number;
}
