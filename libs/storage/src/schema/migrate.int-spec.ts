import {
  createPool,
  Database,
  DatabaseInspector,
  enableStatementStatistics,
  type ManagedPool,
} from '@analyticbot/pooling';
import { startTestPostgres, type TestPostgres } from '@analyticbot/testing';
import { createDataSource } from '@analyticbot/pooling';
import { storageMigrations } from '../migrations/migrations.js';
import { ensurePartitions } from '../partitions/ensure-partitions.sql.js';
import { ChannelEventsRepository } from '../events/channel-events.repository.js';
import { repairRollups } from '../rollups/rebuild/repair-rollups.sql.js';
import { SnapshotsRepository } from '../snapshots/snapshots.repository.js';
import { assertSchemaCurrent } from './assert-schema-current.js';
import { storageEntities } from './entities.js';
import { migrate, revert } from './migrate.js';

const now = new Date('2026-11-23T12:00:00Z');
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe('migrate', () => {
  let server: TestPostgres;
  let url: string;
  let pool: ManagedPool;
  let database: Database;

  beforeAll(async () => {
    server = await startTestPostgres();
  });
  beforeEach(async () => {
    url = await server.createDatabase();
    pool = createPool({ url, poolMin: 0, poolMax: 4 });
    database = new Database(pool);
  });
  afterEach(async () => {
    await pool.end();
  });
  afterAll(async () => {
    await server.stop();
  });

  it('lets three replicas migrate at once: one works, all succeed', async () => {
    const ran = await Promise.all([migrate(url, { now }), migrate(url, { now }), migrate(url, { now })]);
    expect(ran.flat()).toEqual(storageMigrations.map((migration) => migration.name));
    await assertSchemaCurrent(database);
  });

  it('lets the server count slow statements, or says why it can not', async () => {
    await migrate(url, { now });
    expect(await new DatabaseInspector(pool).topStatements()).toMatchObject({ available: true });
    expect(await enableStatementStatistics(database, quiet)).toBe('present');
    await database.query('DROP EXTENSION pg_stat_statements');
    const warnings: string[] = [];
    await database.query('CREATE ROLE visitor LOGIN').catch(() => undefined);
    const visitor = createPool({ url: url.replace('postgres@', 'visitor@'), poolMin: 0, poolMax: 1 });
    const log = { ...quiet, warn: (line: string) => void warnings.push(line) };
    expect(await enableStatementStatistics(new Database(visitor), log)).toBe('unavailable');
    await visitor.end();
    expect(warnings).toEqual([expect.stringContaining('let an administrator run')]);
  });

  it('says which command to run while migrations are pending', async () => {
    await expect(assertSchemaCurrent(database)).rejects.toMatchObject({
      code: 'E_SCHEMA_OUTDATED',
      message: expect.stringContaining('npx nx run storage:migrate'),
    });
  });

  it('can be taken back and run again', async () => {
    await migrate(url, { now });
    for (const _each of storageMigrations) expect(await revert(url)).toBe(true);
    expect(await revert(url)).toBe(false);
    await expect(assertSchemaCurrent(database)).rejects.toMatchObject({ code: 'E_SCHEMA_OUTDATED' });
    await migrate(url, { now });
    await assertSchemaCurrent(database);
  });

  it('makes tables that the entities can read and write', async () => {
    await migrate(url, { now });
    const dataSource = createDataSource(createPool({ url, poolMin: 0, poolMax: 2 }), {
      entities: storageEntities,
    });
    await dataSource.initialize();
    for (const entity of storageEntities) expect(await dataSource.getRepository(entity).find()).toEqual([]);
    await dataSource.destroy();
  });

  it('keeps why a source was picked beside figures, and takes those of replicas that do not say', async () => {
    await migrate(url, { now });
    while ((await columnsOf('channel_snapshots')).includes('source_reason')) await revert(url);
    await database.query(`INSERT INTO channel_snapshots VALUES ('-1', $1, 'bot-api', 5)`, [now]);
    await migrate(url, { now });
    const figure = (source: 'preview' | 'mtproto', sourceReason?: string) => ({
      ...{ channelId: '-1', takenAt: now, source, subscribers: 7 },
      sourceReason,
    });
    await new SnapshotsRepository(database).storeChannel(
      figure('preview', 'bot-api:resting'),
      figure('mtproto'),
    );
    expect(
      await database.query('SELECT source, source_reason AS reason FROM channel_snapshots ORDER BY source'),
    ).toEqual([
      { source: 'bot-api', reason: null },
      { source: 'mtproto', reason: null },
      { source: 'preview', reason: 'bot-api:resting' },
    ]);
  });

  it('fills hours and latest figures of what was stored before there were any, and gives them back', async () => {
    await migrate(url, { now });
    const at = (hours: number) => new Date(+now - hours * 3_600_000);
    await new SnapshotsRepository(database).storeChannel(
      ...[30, 5, 4.5].map((hours) => ({
        ...{ channelId: '-1', takenAt: at(hours), source: 'bot-api' as const },
        subscribers: Math.round(100 - hours),
      })),
    );
    await new ChannelEventsRepository(database).store({
      memberships: [5, 30].map((hours) => ({
        ...{ channelId: '-1', updateId: String(hours), at: at(hours), kind: 'join' as const },
        ...{ memberHash: Buffer.from([hours]), inviteLink: null, via: null },
      })),
    });
    await new SnapshotsRepository(database).storePosts(
      [40, 30, 20, 5, 4, 3].map((hours) => ({
        ...{ channelId: '-1', messageId: 1, postedAt: at(41), takenAt: at(hours), viewsShown: null },
        ...{ source: hours === 20 ? ('preview' as const) : ('mtproto' as const), views: 1_000 - hours * 9 },
        ...{ viewsLow: 1_000 - hours * 9, viewsHigh: 1_000 - hours * 9 },
        ...{ forwards: hours === 20 ? null : 90 - hours, replies: hours === 40 ? 2 : null },
      })),
    );
    const contents = async () => {
      const rows: object[][] = [];
      for (const table of ['channel_hourly', 'channel_daily', 'post_daily'])
        rows.push(await database.query(`SELECT * FROM ${table} ORDER BY 1, 2, 3`));
      return rows;
    };
    const before = await contents();
    while ((await columnsOf('channel_hourly')).length > 0) await revert(url);
    expect(await database.query('SELECT views, views_source, forwards, replies FROM posts')).toEqual([
      { views: 973, views_source: 'mtproto', forwards: 87, replies: 2 },
    ]);
    await migrate(url, { now });
    expect(await contents()).toEqual(before);
  });

  it('finds the hours that a replica from before did not write', async () => {
    await migrate(url, { now });
    await new SnapshotsRepository(database).storeChannel({
      ...{ channelId: '-1', takenAt: now, source: 'bot-api', subscribers: 7 },
    });
    const hours = () => database.query('SELECT * FROM channel_hourly');
    const before = await hours();
    await database.query('DELETE FROM channel_hourly');
    expect(await repairRollups(database, now)).toEqual(['-1']);
    expect(await hours()).toEqual(before);
    expect(await repairRollups(database, now)).toEqual([]);
  });

  async function columnsOf(table: string): Promise<string[]> {
    const rows = await database.query<{ name: string }>(
      'SELECT column_name AS name FROM information_schema.columns WHERE table_name = $1',
      [table],
    );
    return rows.map(({ name }) => name);
  }

  it('prepares months, and keeps rows outside of them until their month exists', async () => {
    await migrate(url, { now, monthsAhead: 1 });
    const snapshots = new SnapshotsRepository(database);
    const figure = (takenAt: string, subscribers: number) => ({
      ...{ channelId: '-1001', source: 'bot-api' as const, subscribers },
      takenAt: new Date(takenAt),
    });
    await snapshots.storeChannel(figure('2026-10-31T23:59:59.999Z', 1), figure('2026-11-01T00:00:00Z', 2));
    await snapshots.storeChannel(figure('2027-03-05T00:00:00Z', 3), figure('2020-01-01T00:00:00Z', 4));
    const places = () =>
      database.query<{ place: string; subscribers: number }>(
        'SELECT tableoid::regclass::text AS place, subscribers FROM channel_snapshots ORDER BY subscribers',
      );
    expect((await places()).map(({ place }) => place)).toEqual([
      'channel_snapshots_2026_10',
      'channel_snapshots_2026_11',
      'channel_snapshots_default',
      'channel_snapshots_default',
    ]);

    const both = await Promise.all([ensurePartitions(database, 4, now), ensurePartitions(database, 4, now)]);
    expect(both.flat()).toHaveLength(3 * 3);
    expect(await ensurePartitions(database, 4, now)).toEqual([]);
    expect((await places()).map(({ place }) => place)).toEqual([
      'channel_snapshots_2026_10',
      'channel_snapshots_2026_11',
      'channel_snapshots_2027_03',
      'channel_snapshots_default',
    ]);
  });
});
