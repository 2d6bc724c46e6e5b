import { createPool, Database, type ManagedPool } from '@analyticbot/pooling';
import { startTestPostgres, type TestPostgres } from '@analyticbot/testing';
import { ChannelEventsRepository } from '../../events/channel-events.repository.js';
import { ReportsRepository } from '../../reports/reports.repository.js';
import { repairRollups } from '../../rollups/rebuild/repair-rollups.sql.js';
import { migrate } from '../../schema/migrate.js';
import { SnapshotsRepository } from '../../snapshots/snapshots.repository.js';
import { ensurePartitions } from '../ensure-partitions.sql.js';
import { retireMonths } from './retire-months.sql.js';

const now = new Date('2026-11-25T12:00:00Z');
const channelId = '-1001';
const day = 86_400_000;

describe('retention', () => {
  let server: TestPostgres;
  let pool: ManagedPool;
  let database: Database;
  let snapshots: SnapshotsRepository;

  const reading = (takenAt: string, views: number, messageId = 1) => ({
    ...{
      channelId,
      messageId,
      postedAt: new Date('2026-06-01T00:00:00Z'),
      takenAt: new Date(takenAt),
      views,
    },
    ...{ source: 'mtproto' as const, viewsLow: views, viewsHigh: views, viewsShown: null },
    ...{ forwards: 1, replies: null },
  });
  const history = [
    reading('2026-06-01T10:00:00Z', 100),
    reading('2026-06-20T10:00:00Z', 200),
    reading('2026-08-31T23:59:59.999Z', 250),
    reading('2026-09-05T10:00:00Z', 300),
    reading('2026-11-20T10:00:00Z', 400),
  ];
  const count = (takenAt: string) => ({
    ...{ channelId, takenAt: new Date(takenAt), source: 'bot-api' as const, subscribers: 5 },
  });
  const join = {
    ...{ channelId, updateId: '1', at: new Date('2026-06-02T00:00:00Z'), kind: 'join' as const },
    ...{ memberHash: Buffer.from([1]), inviteLink: null, via: null },
  };
  const rollups = async () => {
    const rows: object[][] = [];
    for (const table of ['channel_hourly', 'channel_daily', 'post_daily'])
      rows.push(await database.query(`SELECT * FROM ${table} ORDER BY 1, 2, 3`));
    return rows;
  };
  const months = async (table = 'post_snapshots') =>
    (
      await database.query<{ name: string }>(
        `SELECT c.relname AS name FROM pg_class c WHERE relkind = 'r' AND relname ~ $1 ORDER BY 1`,
        [`^${table}_2026`],
      )
    ).map(({ name }) => name.slice(-7));

  beforeAll(async () => {
    server = await startTestPostgres();
  });
  beforeEach(async () => {
    const url = await server.createDatabase();
    await migrate(url, { now, monthsAhead: 1 });
    pool = createPool({ url, poolMin: 0, poolMax: 6 });
    database = new Database(pool);
    for (const past of ['2026-07-15', '2026-09-15'])
      await ensurePartitions(database, 1, new Date(`${past}T00:00:00Z`));
    snapshots = new SnapshotsRepository(database);
    for (const one of history) await snapshots.storePosts([one]);
    await snapshots.storeChannel(count('2026-06-03T00:00:00Z'), count('2020-01-01T00:00:00Z'));
    await new ChannelEventsRepository(database).store({ memberships: [join] });
  });
  afterEach(() => pool.end());
  afterAll(() => server.stop());

  it('keeps 90 days, drops whole months before, and leaves every rollup and report as it was', async () => {
    const reports = new ReportsRepository(database);
    const window = { from: new Date('2026-05-01T00:00:00Z'), to: now };
    const shown = async () => [
      await reports.days(channelId, '2020-01-01', '2026-12-31'),
      await reports.posts(channelId, window),
    ];
    const before = [await rollups(), await shown()];
    const outcome = await retireMonths(database, {}, now);
    expect(outcome).toMatchObject({ postponed: [], strays: 1 });
    expect(outcome.retired).toEqual(
      ['post_snapshots', 'channel_snapshots', 'membership_events'].flatMap((table) =>
        ['06', '07'].map((month) => `${table}_2026_${month}`),
      ),
    );
    expect(await months()).toEqual(['2026_08', '2026_09', '2026_10', '2026_11', '2026_12']);
    expect([await rollups(), await shown()]).toEqual(before);
    expect(await retireMonths(database, {}, now)).toEqual({ retired: [], postponed: [], strays: 0 });
  });

  it('counts nothing twice that is delivered or imported again from a retired month, and stays exact after it', async () => {
    await retireMonths(database, {}, now);
    const before = await rollups();
    expect((await snapshots.storePosts(history)).stored).toBe(0);
    expect((await snapshots.storeChannel(count('2026-06-03T00:00:00Z'))).stored).toBe(0);
    await new ChannelEventsRepository(database).store({ memberships: [join] });
    expect(await rollups()).toEqual(before);
    // Late, before the first row that is still there: it is counted from what the retired month ended with.
    await snapshots.storePosts([reading('2026-08-10T00:00:00Z', 230)]);
    const gained = await database.query('SELECT day, gained FROM post_daily ORDER BY day');
    expect(gained).toMatchObject([
      { day: '2026-06-01', gained: 100 },
      { day: '2026-06-20', gained: 100 },
      { day: '2026-08-10', gained: 30 },
      { day: '2026-08-31', gained: 20 },
      { day: '2026-09-05', gained: 50 },
      { day: '2026-11-20', gained: 100 },
    ]);
    const exact = await rollups();
    await database.query(`DELETE FROM channel_hourly WHERE hour > '2026-11-01'`);
    expect(await repairRollups(database, new Date('2026-11-01T00:00:00Z'))).toEqual([channelId]);
    expect(await rollups()).toEqual(exact);
  });

  it('lets readers and writers go on, and waits for none of them for long', async () => {
    let isDone = false;
    let lastViews = 400;
    const asking = (async () => {
      let longest = 0;
      while (!isDone) {
        const begun = performance.now();
        await database.query('SELECT count(*) FROM post_snapshots');
        longest = Math.max(longest, performance.now() - begun);
      }
      return longest;
    })();
    const writing = (async () => {
      for (let second = 0; !isDone; second += 1)
        await snapshots.storePosts([
          reading(
            new Date(Date.parse('2026-11-21T00:00:00Z') + second * 1_000).toISOString(),
            (lastViews += 1),
          ),
        ]);
    })();
    // A report that takes long holds the parent's lock, and so the month's detach back.
    const long = database.transaction(async (transaction) => {
      await transaction.query('SELECT count(*) FROM post_snapshots');
      await transaction.query('SELECT pg_sleep(0.7)');
    });
    const { retired, postponed } = await retireMonths(database, {}, now);
    isDone = true;
    await Promise.all([asking, writing, long]);
    expect({ retired: retired.length, postponed }).toEqual({ retired: 6, postponed: [] });
    const [row] = await database.query<{ gained: number }>(
      `SELECT sum(views_gained)::int AS gained FROM channel_daily`,
    );
    expect(row?.gained).toBe(lastViews);
  });

  it('settles joins by link that a store brings which began before', async () => {
    const late = {
      ...join,
      updateId: '2',
      at: new Date('2026-06-05T00:00:00Z'),
      inviteLink: 'https://t.me/+a',
    };
    const store = await pool.connect();
    await store.query('BEGIN');
    const storing = new ChannelEventsRepository({
      lane: () => ({ transaction: (work: (queries: unknown) => unknown) => work(asked) }),
    } as unknown as Database);
    const asked = {
      query: async ({ text, values }: { text: string; values: unknown[] }) =>
        (await store.query(text, values)).rows,
    };
    await storing.store({ memberships: [late] });
    const retiring = retireMonths(database, {}, now);
    // The months of the other tables are gone, and this one is waited for.
    const waiting = `SELECT FROM pg_locks WHERE NOT granted AND relation = 'membership_events'::regclass`;
    while ((await database.query(waiting)).length === 0);
    await store.query('COMMIT');
    store.release();
    expect(await retiring).toMatchObject({ postponed: [] });
    expect(await database.query(`SELECT link, joins FROM link_hourly ORDER BY hour`)).toEqual([
      { link: '', joins: 1 },
      { link: 'https://t.me/+a', joins: 1 },
    ]);
  });

  it('leaves a month in use to the next run, and finishes what a broken run left', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let isHeld: () => void = () => undefined;
    const holding = new Promise<void>((resolve) => (isHeld = resolve));
    const reader = database.transaction(async (transaction) => {
      await transaction.query('SELECT count(*) FROM post_snapshots');
      isHeld();
      await held;
    });
    await holding;
    const first = await retireMonths(database, { attempts: 1 }, now);
    expect(first.postponed).toEqual(['post_snapshots_2026_06', 'post_snapshots_2026_07']);
    release();
    await reader;
    await database.query('ALTER TABLE post_snapshots DETACH PARTITION post_snapshots_2026_06');
    expect((await retireMonths(database, {}, now)).retired).toEqual(first.postponed);
  });

  it('retires nothing by a clock gone astray, and refuses to keep less than reports need', async () => {
    await retireMonths(database, {}, new Date(+now + 4_000 * day));
    const [kept] = await database.query<{ days: number }>(
      'SELECT extract(day FROM now() - max(horizon))::int AS days FROM retention_horizons',
    );
    expect(kept?.days).toBeGreaterThanOrEqual(90);
    await expect(retireMonths(database, { rawDays: 30 }, now)).rejects.toThrow(RangeError);
  });

  it('cannot detach concurrently: PostgreSQL refuses it beside a default partition', async () => {
    await expect(
      database.query('ALTER TABLE post_snapshots DETACH PARTITION post_snapshots_2026_06 CONCURRENTLY'),
    ).rejects.toMatchObject({ code: '55000' });
  });
});
