import { createPool, Database, type ManagedPool } from '@analyticbot/pooling';
import { eventually, startTestPostgres, TcpFaultProxy, type TestPostgres } from '@analyticbot/testing';
import { ensurePartitions } from '../partitions/ensure-partitions.sql.js';
import { RawReportsRepository } from '../reports/raw-reports.repository.js';
import { migrate } from '../schema/migrate.js';
import type { PostSnapshot } from './snapshot.types.js';
import { SnapshotsRepository } from './snapshots.repository.js';

const start = new Date('2026-11-25T12:00:00Z');
const channelId = '-1001';
const window = { from: new Date('2026-10-01T00:00:00Z'), to: new Date('2027-03-01T00:00:00Z') };
const tables = 'posts, post_snapshots, post_daily, channel_daily, channel_hourly';

describe('faults while snapshots are stored', () => {
  let server: TestPostgres;
  let proxy: TcpFaultProxy;
  let pool: ManagedPool;
  let database: Database;
  let snapshots: SnapshotsRepository;

  const reading = (messageId: number, minutes: number, more: Partial<PostSnapshot> = {}): PostSnapshot => ({
    ...{ channelId, messageId, postedAt: start, takenAt: new Date(+start + minutes * 60_000) },
    ...{ source: 'mtproto', views: messageId * 10 + minutes, viewsLow: null, viewsHigh: null },
    ...{ viewsShown: null, forwards: null, replies: null },
    ...more,
  });
  const readings = (minutes: number) =>
    Array.from({ length: 100 }, (_, index) => reading(index + 1, minutes));
  /** What a user would see: so many raw rows, and rollups that are exactly what follows from them. */
  const expectExact = async (rows: number) => {
    const [raw] = await database.query<{ n: number }>('SELECT count(*)::int AS n FROM post_snapshots');
    expect(raw?.n).toBe(rows);
    const truth = new RawReportsRepository(database);
    expect(
      await database.query(
        'SELECT day, views_gained::float8 AS gained FROM channel_daily WHERE views_gained IS NOT NULL ORDER BY day',
      ),
    ).toEqual(await truth.dailyViewsGained(channelId, window));
    expect(
      await database.query(
        'SELECT hour, views_gained::float8 AS gained FROM channel_hourly WHERE views_gained IS NOT NULL ORDER BY hour',
      ),
    ).toEqual(await truth.hourlyViewsGained(channelId, window));
  };
  /** Resolves while a store's statement runs on the server, held by a trigger. */
  const storing = () =>
    eventually(async () => {
      const { rows } = await server.pool.query(`SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'`);
      if (rows.length === 0) throw new Error('not running yet');
    });
  const dawdle = (seconds: number) =>
    server.pool
      .query(`CREATE OR REPLACE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(${seconds}); RETURN NULL; END';
      CREATE OR REPLACE TRIGGER slow AFTER INSERT ON post_snapshots FOR EACH STATEMENT EXECUTE FUNCTION dawdle()`);

  beforeAll(async () => {
    // A commit that is answered must outlive the server's death.
    server = await startTestPostgres({ settings: { synchronous_commit: 'on' } });
    await migrate(server.url, { now: start });
    proxy = await TcpFaultProxy.start(server.port);
    pool = createPool({ url: proxy.through(server.url), poolMin: 0, poolMax: 4, acquireTimeoutMs: 2_000 });
    database = new Database(pool);
    snapshots = new SnapshotsRepository(database);
  });
  beforeEach(async () => {
    await server.pool.query(`TRUNCATE ${tables}; DROP TRIGGER IF EXISTS slow ON post_snapshots`);
    await snapshots.storePosts(readings(0));
  });
  afterAll(async () => {
    await pool.end();
    await proxy.stop();
    await server.stop();
  });

  it('loses and doubles nothing when the server is killed in the middle of a store, and the store is repeated', async () => {
    await dawdle(0.3);
    const lost = snapshots.storePosts(readings(60)).then(
      () => 'stored',
      () => 'failed',
    );
    await storing();
    await server.crash();
    await server.restart();
    await lost;
    await server.pool.query('DROP TRIGGER IF EXISTS slow ON post_snapshots');
    // The queue delivers again what was not acknowledged, and now and then what was.
    await eventually(() => snapshots.storePosts(readings(60)));
    await snapshots.storePosts(readings(60));
    await expectExact(200);
  });

  it('repeats by itself a store whose connection is cut in the middle', async () => {
    await dawdle(0.3);
    const stored = snapshots.storePosts(readings(60));
    await storing();
    proxy.cutOpen();
    await stored;
    await expectExact(200);
  });

  it('stores 99 good rows beside one that breaks a rule, and says which one and why', async () => {
    const rows = readings(60).map((row, index) => (index === 41 ? { ...row, views: -1 } : row));
    await expect(snapshots.storePosts(rows)).rejects.toMatchObject({
      code: 'E_SNAPSHOTS_REFUSED',
      message: expect.stringContaining('all others are stored'),
      stored: { stored: 99, changedChannels: [channelId] },
      refused: [
        { channelId, messageId: 42, takenAt: rows[41]?.takenAt, source: 'mtproto', cause: { code: '23514' } },
      ],
    });
    await expectExact(199);
  });

  it('stays exact when the clock goes back over the boundary of a month, or far ahead of all months', async () => {
    const at = (moment: string) => readings(0).map((row) => ({ ...row, takenAt: new Date(moment) }));
    await snapshots.storePosts(at('2026-12-01T00:00:10Z').map((row) => ({ ...row, views: row.views + 7 })));
    await snapshots.storePosts(at('2026-11-30T23:59:50Z').map((row) => ({ ...row, views: row.views + 5 })));
    await snapshots.storePosts(at('2027-02-10T00:00:00Z').map((row) => ({ ...row, views: row.views + 9 })));
    await expectExact(400);
    await ensurePartitions(database, 3, new Date('2026-12-01T00:00:00Z'));
    await expectExact(400);
  });

  it('ends a store that takes too long, stores nothing of it, and can store it again', async () => {
    await dawdle(0.2);
    const hasty = createPool({
      ...{ url: server.url, poolMin: 0, poolMax: 1, lanes: { batch: { statementTimeoutMs: 50 } } },
    });
    const impatient = new SnapshotsRepository(new Database(hasty));
    await expect(impatient.storePosts(readings(60))).rejects.toMatchObject({
      code: '57014',
      message: expect.stringContaining('50 ms of the batch lane'),
    });
    await expectExact(100);
    await server.pool.query('DROP TRIGGER IF EXISTS slow ON post_snapshots');
    await impatient.storePosts(readings(60));
    await expectExact(200);
    await hasty.end();
  });

  it('stores nothing while the disk is full, says what to do, and stores it when there is room', async () => {
    // Pooling's own tests fill a real disk; here the last table of the statement has no room.
    await server.pool.query(`CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
        $$BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END$$;
      CREATE TRIGGER no_room BEFORE INSERT ON channel_daily FOR EACH STATEMENT EXECUTE FUNCTION no_room()`);
    await expect(snapshots.storePosts(readings(60))).rejects.toMatchObject({
      code: '53100',
      hint: expect.stringContaining('free space'),
    });
    await server.pool.query('DROP TRIGGER no_room ON channel_daily');
    await expectExact(100);
    await snapshots.storePosts(readings(60));
    await expectExact(200);
  });
});
