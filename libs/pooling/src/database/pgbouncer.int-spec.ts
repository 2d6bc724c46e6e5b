import { startTestPgBouncer, startTestPostgres, type TestPostgres } from '@analyticbot/testing';
import { BatchWriter } from '../batching/batch-writer.js';
import { PerformanceIndexes } from '../indexes/performance-indexes.js';
import { createPool, type ManagedPool } from '../pool/managed-pool.js';
import { checkPreparedThroughProxy } from '../prepared/proxy-support.js';
import { waitForDatabase } from '../pool/wait-for-database.js';
import { HealthLane } from './health-lane.js';
import { Database } from './database.js';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe('behind PgBouncer in transaction mode', () => {
  let server: TestPostgres;
  let proxy: Awaited<ReturnType<typeof startTestPgBouncer>>;
  let pool: ManagedPool;
  let database: Database;
  /** Says aloud that a test could not run, instead of passing in silence. */
  const onProxy = (name: string, work: () => Promise<void>) =>
    it(name, async () => {
      if (typeof proxy !== 'string') return work();
      process.stderr.write(`SKIPPED "behind PgBouncer ${name}": ${proxy}\n`);
    });

  beforeAll(async () => {
    server = await startTestPostgres();
    // Two server connections for up to twenty of ours: whatever stays in a session would reach a stranger.
    proxy = await startTestPgBouncer({ serverUrl: server.url, poolSize: 2 });
    if (typeof proxy === 'string') return;
    pool = createPool({
      ...{ url: proxy.url, directUrl: server.url, mode: 'transaction', poolMin: 0, poolMax: 20 },
      applicationName: 'proxied',
      statementTimeoutMs: 4_000,
      lanes: { batch: { statementTimeoutMs: 7_000 } },
      log: quiet,
    });
    database = new Database(pool);
    await database.query('CREATE TABLE figures (id int PRIMARY KEY, n int NOT NULL)');
  });
  afterAll(async () => {
    await pool?.end();
    if (typeof proxy !== 'string') await proxy.stop();
    await server.stop();
  });

  onProxy('serves more callers than the proxy has server connections', async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, n) => database.query<{ n: number }>('SELECT $1::int AS n', [n])),
    );
    expect(answers.map(([row]) => row?.n)).toEqual(Array.from({ length: 200 }, (_, n) => n));
    const [sessions] = await server.pool
      .query(`SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name LIKE 'proxied%'`)
      .then(({ rows }) => rows as { n: number }[]);
    expect(sessions?.n).toBeLessThanOrEqual(2);
  });

  onProxy('takes named statements without preparing them', async () => {
    const named = (n: number) => ({ name: 'double', text: 'SELECT 2 * $1::int AS n', values: [n] });
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => database.query(named(n))));
    expect(answers[49]).toEqual([{ n: 98 }]);
  });

  onProxy('notices that it does not look after prepared statements, and goes without them', async () => {
    const warnings: string[] = [];
    const log = { ...quiet, warn: (line: string) => void warnings.push(line) };
    const replica = () =>
      createPool({
        ...{
          url: pool.settings.url,
          mode: 'transaction',
          preparedStatements: true,
          poolMin: 0,
          poolMax: 20,
          log,
        },
      });
    const [trusting, other] = [replica(), replica()];
    await checkPreparedThroughProxy(trusting);
    // Another replica meets what the first one left behind.
    await checkPreparedThroughProxy(other);
    await other.end();
    const named = (n: number) => ({ name: 'triple', text: 'SELECT 3 * $1::int AS n', values: [n] });
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => new Database(trusting).query(named(n))),
    );
    expect(answers[49]).toEqual([{ n: 147 }]);
    expect(warnings).toEqual(Array(2).fill(expect.stringContaining('max_prepared_statements')));
    await trusting.end();
  });

  onProxy('puts every lane under its own limits, and leaves none behind', async () => {
    const show = `SELECT current_setting('statement_timeout') AS t`;
    const both = await Promise.all([database.query(show), database.lane('batch').query(show)]);
    expect(both).toEqual([[{ t: '4s' }], [{ t: '7s' }]]);
    expect(await database.lane('batch').transaction((tx) => tx.query(show))).toEqual([{ t: '7s' }]);
    // Straight through the proxy, as TypeORM goes: the server's own setting, whatever ran before.
    const plain = await Promise.all(Array.from({ length: 8 }, () => pool.query(show)));
    expect(plain.map(({ rows }) => rows)).toEqual(Array.from({ length: 8 }, () => [{ t: '0' }]));
  });

  onProxy('ends a statement that runs too long, and rolls back what failed', async () => {
    const hasty = createPool({
      ...{ url: pool.settings.url, mode: 'transaction', poolMin: 0, poolMax: 2, statementTimeoutMs: 100 },
    });
    await expect(new Database(hasty).query('SELECT pg_sleep(10)')).rejects.toMatchObject({ code: '57014' });
    await expect(
      new Database(hasty).query('INSERT INTO figures SELECT 1, 1/(g - 2) FROM generate_series(1, 3) g'),
    ).rejects.toMatchObject({ code: '22012' });
    expect(await new Database(hasty).query('SELECT * FROM figures')).toEqual([]);
    await hasty.end();
  });

  onProxy('writes batches', async () => {
    const writer = new BatchWriter<{ id: number; n: number }>(database.lane('batch'), {
      spec: {
        table: 'figures',
        columns: [
          { name: 'id', type: 'int' },
          { name: 'n', type: 'int' },
        ],
        conflict: ['id'],
        update: ['n'],
      },
      key: (row) => String(row.id),
    });
    await Promise.all(Array.from({ length: 300 }, (_, id) => writer.write({ id, n: id })));
    expect(await database.query('SELECT count(*)::int AS n FROM figures')).toEqual([{ n: 300 }]);
  });

  onProxy('goes around it for index builds and session locks, and refuses them without a way', async () => {
    const declaration = { name: 'figures_by_n', table: 'figures', definition: '(n)', reason: 'a test' };
    expect(await new PerformanceIndexes(database, [declaration], quiet).ensure()).toMatchObject([
      { outcome: 'created' },
    ]);
    const locked = await database
      .lane('maintenance')
      .withConnection((session) => session.query('SELECT pg_try_advisory_lock(7) AS locked'));
    expect(locked).toEqual([{ locked: true }]);
    await expect(database.withConnection((session) => session.query('SELECT 1'))).rejects.toMatchObject({
      code: 'E_SESSION_NEEDED',
      message: expect.stringContaining('directUrl'),
    });
  });

  onProxy('says which mode to set when it is taken for a server', async () => {
    const mistaken = createPool({ url: pool.settings.url, poolMin: 0, poolMax: 1, log: quiet });
    await expect(waitForDatabase(mistaken, 100)).rejects.toMatchObject({
      code: 'E_DATABASE_UNAVAILABLE',
      message: expect.stringContaining('set the pool to mode transaction'),
    });
    await mistaken.end();
  });

  onProxy('answers health checks', async () => {
    const lane = new HealthLane({ url: pool.settings.url, mode: 'transaction' }, pool);
    await expect(lane.check()).resolves.toMatchObject({ up: true, pool: { max: 20 } });
    await lane.close();
  });
});
