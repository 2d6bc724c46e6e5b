import { execFile } from 'node:child_process';
import { chown, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually, startTestPostgres, TcpFaultProxy, type TestPostgres } from '@analyticbot/testing';
import { BatchWriter } from '../batching/batch-writer.js';
import type { UpsertSpec } from '../batching/unnest-upsert.js';
import { createPool, type ManagedPool } from '../pool/managed-pool.js';
import { Database } from './database.js';

const run = promisify(execFile);
const spec: UpsertSpec = {
  table: 'figures',
  columns: [
    { name: 'id', type: 'int' },
    { name: 'n', type: 'int' },
  ],
  conflict: ['id'],
  update: ['n'],
};

describe('faults of a real server', () => {
  let server: TestPostgres;
  let proxy: TcpFaultProxy;
  let pool: ManagedPool;
  let database: Database;
  const writer = (table = 'figures') =>
    new BatchWriter<{ id: number; n: number }>(database.lane('batch'), {
      ...{ spec: { ...spec, table }, key: (row: { id: number }) => String(row.id) },
      ...{ maxDelayMs: 5, retries: 12, retryDelayMs: 25 },
    });
  const countOf = async (table = 'figures') =>
    (await database.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`))[0]?.n;

  beforeAll(async () => {
    server = await startTestPostgres();
    proxy = await TcpFaultProxy.start(server.port);
    pool = createPool({ url: proxy.through(server.url), poolMin: 0, poolMax: 4, acquireTimeoutMs: 2_000 });
    database = new Database(pool);
    await database.query('CREATE TABLE figures (id int PRIMARY KEY, n int NOT NULL)');
    // A batch takes a while, so that a fault meets it on the server.
    await database.query(
      `CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.15); RETURN NULL; END'`,
    );
    await database.query(
      'CREATE TRIGGER slow AFTER INSERT ON figures FOR EACH STATEMENT EXECUTE FUNCTION dawdle()',
    );
  });
  beforeEach(() => server.pool.query('TRUNCATE figures'));
  afterAll(async () => {
    await pool.end();
    await proxy.stop();
    await server.stop();
  });

  const running = (text: string) =>
    eventually(async () => {
      const { rows } = await server.pool.query(
        `SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE $1 AND pid <> pg_backend_pid()`,
        [`%${text}%`],
      );
      if (rows.length === 0) throw new Error('not running yet');
    });

  it('keeps a batch exactly once when the server is killed in the middle of it', async () => {
    const batch = writer();
    const outcomes = Promise.allSettled(Array.from({ length: 200 }, (_, id) => batch.write({ id, n: id })));
    await running('INSERT INTO figures');
    await server.crash();
    await server.restart();
    expect((await outcomes).every(({ status }) => status === 'fulfilled')).toBe(true);
    expect(await countOf()).toBe(200);
    expect(batch.stats().retried).toBeGreaterThan(0);
  });

  it('keeps a batch exactly once when its connection is cut in the middle of it', async () => {
    const batch = writer();
    const writes = Promise.all(Array.from({ length: 100 }, (_, id) => batch.write({ id, n: id })));
    await running('INSERT INTO figures');
    proxy.cutOpen();
    await writes;
    expect(await countOf()).toBe(100);
  });

  it('repeats a transaction whose connection was cut, and stores its work once', async () => {
    await server.pool.query('CREATE TABLE IF NOT EXISTS counts (id int PRIMARY KEY, n int)');
    let runs = 0;
    await database.transaction(async (tx) => {
      runs += 1;
      await tx.query('INSERT INTO counts VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET n = counts.n + 1');
      if (runs === 1) proxy.cutOpen();
      await tx.query('SELECT 1');
    });
    expect(runs).toBe(2);
    expect(await database.query('SELECT n FROM counts')).toEqual([{ n: 1 }]);
  });

  it.each(['interactive', 'batch'] as const)(
    'sends statements of the %s lane together: all of them or none, also when the connection is cut',
    async (lane) => {
      const insert = (id: number) => ({ text: 'INSERT INTO figures VALUES ($1, 1)', values: [id] });
      const twice = database.lane(lane).together([insert(1), insert(2), insert(1)]);
      await expect(twice).rejects.toMatchObject({ code: '23505' });
      expect(await countOf()).toBe(0);
      const read = { text: 'SELECT count(*)::int AS n FROM figures' };
      expect(await database.lane(lane).together([insert(1), read])).toEqual([[], [{ n: 1 }]]);
      // What had reached the server may have been committed: repeating it must change nothing.
      const idempotent = { text: 'INSERT INTO figures VALUES (2, 1) ON CONFLICT DO NOTHING' };
      const cut = database.lane(lane).together([idempotent, { text: 'SELECT pg_sleep(0.2)' }]);
      await running('pg_sleep(0.2)');
      proxy.cutOpen();
      await cut;
      expect(await countOf()).toBe(2);
    },
  );

  it('gives up on a network that swallows everything, drops that connection, and works again', async () => {
    const cautious = createPool({
      ...{ url: proxy.through(server.url), poolMin: 0, poolMax: 1, statementTimeoutMs: 100 },
    });
    const careful = new Database(cautious);
    await careful.query('SELECT 1');
    proxy.swallow();
    await expect(careful.query('SELECT 2')).rejects.toMatchObject({
      code: 'E_DATABASE_SILENT',
      message: expect.stringContaining('the network swallows it'),
    });
    proxy.restore();
    expect(await careful.query('SELECT 3 AS n')).toEqual([{ n: 3 }]);
    expect(cautious.stats()).toMatchObject({ size: 1, active: 0 });
    await cautious.end();
  });

  it('tells each caller when the disk is full, and goes on when there is room', async () => {
    const disk = await smallDisk(server);
    if (!disk) {
      process.stderr.write(
        'NOTE: no small file system can be made here (that takes root), so the server raises SQLSTATE 53100 from a trigger instead of filling a real disk.\n',
      );
    }
    const table = disk ? await disk.table() : await raisingTable();
    const full = writer(table.name);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 100 }, (_, id) => full.write({ id, n: id })),
    );
    const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(refusals).toHaveLength(100);
    expect(refusals[0]).toMatchObject({
      code: 'E_BATCH_FAILED',
      message: expect.stringContaining('may be sent again'),
      cause: { code: '53100', hint: expect.stringContaining('free space') },
    });
    expect(full.stats().retried).toBe(0);
    await table.makeRoom();
    await Promise.all(Array.from({ length: 100 }, (_, id) => full.write({ id, n: id })));
    expect(await countOf(table.name)).toBe(100);
    await server.pool.query(`DROP TABLE ${table.name}`);
    await disk?.remove();
  });

  it('ends a batch that runs too long without repeating it, and keeps the pool whole', async () => {
    const hasty = createPool({
      ...{ url: server.url, poolMin: 0, poolMax: 1, lanes: { batch: { statementTimeoutMs: 50 } } },
    });
    const batch = new BatchWriter<{ id: number; n: number }>(new Database(hasty).lane('batch'), {
      ...{ spec, key: (row: { id: number }) => String(row.id), maxDelayMs: 5 },
    });
    await expect(batch.write({ id: 1, n: 1 })).rejects.toMatchObject({
      code: 'E_BATCH_FAILED',
      cause: { code: '57014', message: expect.stringContaining('50 ms of the batch lane') },
    });
    expect(batch.stats().retried).toBe(0);
    expect(await new Database(hasty).query('SELECT count(*)::int AS n FROM figures')).toEqual([{ n: 0 }]);
    await hasty.end();
  });

  async function raisingTable() {
    await server.pool.query(`
      CREATE TABLE crowded (id int PRIMARY KEY, n int NOT NULL);
      CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
        $$BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END$$;
      CREATE TRIGGER no_room BEFORE INSERT ON crowded FOR EACH STATEMENT EXECUTE FUNCTION no_room()`);
    return {
      name: 'crowded',
      makeRoom: async () => void (await server.pool.query('DROP TRIGGER no_room ON crowded')),
    };
  }
});

/** A file system of half a megabyte with a tablespace on it; undefined where none can be mounted. */
async function smallDisk(server: TestPostgres) {
  const folder = await mkdtemp(join(tmpdir(), 'small-disk-'));
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', folder]).catch(() => null);
  if (!mounted) return void (await rm(folder, { recursive: true, force: true }));
  const { rows } = await server.pool.query<{ data_directory: string }>('SHOW data_directory');
  const owner = await stat(rows[0]?.data_directory as string);
  await chown(folder, owner.uid, owner.gid);
  await server.pool.query(`CREATE TABLESPACE small LOCATION '${folder}'`);
  return {
    table: async () => {
      await server.pool.query('CREATE TABLE crowded (id int PRIMARY KEY, n int NOT NULL) TABLESPACE small');
      await server.pool.query('CREATE TABLE ballast (text text) TABLESPACE small');
      await server.pool.query('ALTER TABLE ballast ALTER text SET STORAGE PLAIN');
      await server.pool
        .query(`INSERT INTO ballast SELECT repeat('x', 7000) FROM generate_series(1, 200)`)
        .catch(() => undefined);
      // Page by page until nothing fits any more.
      for (let full = false; !full;) {
        full = await server.pool.query(`INSERT INTO ballast SELECT repeat('x', 7000)`).then(
          () => false,
          () => true,
        );
      }
      return {
        name: 'crowded',
        makeRoom: async () => void (await server.pool.query('DROP TABLE ballast')),
      };
    },
    remove: async () => {
      await server.pool.query('DROP TABLESPACE small');
      await run('umount', [folder]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
