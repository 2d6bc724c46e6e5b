import { createPool, Database, type ManagedPool } from '@analyticbot/pooling';
import { startTestPostgres, type TestPostgres } from '@analyticbot/testing';
import { ChannelsRepository } from '../channels/channels.repository.js';
import { ChannelEventsRepository } from '../events/channel-events.repository.js';
import { SeriesRepository } from '../reports/series.repository.js';
import { migrate } from '../schema/migrate.js';
import { SnapshotsRepository } from '../snapshots/snapshots.repository.js';
import { CollectionRepository } from './collection.repository.js';

const hour = 3_600_000;
const now = new Date('2026-11-23T12:00:00Z');
const ago = (hours: number) => new Date(+now - hours * hour);
const id = '-1009007199254740993';

describe('CollectionRepository', () => {
  let server: TestPostgres;
  let pool: ManagedPool;
  let channels: ChannelsRepository;
  let collection: CollectionRepository;
  let events: ChannelEventsRepository;
  let snapshots: SnapshotsRepository;
  let database: Database;

  const register = (channelId: string, collectAt: Date) =>
    channels.upsert({ id: channelId, username: null, title: 'C', seenAt: ago(100), collectAt });

  beforeAll(async () => {
    server = await startTestPostgres();
    await migrate(server.url, { now });
    pool = createPool({ url: server.url, poolMin: 0, poolMax: 6 });
    database = new Database(pool);
    channels = new ChannelsRepository(database);
    collection = new CollectionRepository(database);
    events = new ChannelEventsRepository(database);
    snapshots = new SnapshotsRepository(database);
  });
  beforeEach(() =>
    database.query('TRUNCATE channels, channel_administrators, posts, post_snapshots, channel_snapshots'),
  );
  afterAll(async () => {
    await pool.end();
    await server.stop();
  });

  it('names who waits, longest first, and whose they are', async () => {
    await register('-1', ago(1));
    await register('-2', ago(2));
    await register('-3', ago(-1));
    const administrator = (userId: string, status: 'creator' | 'administrator') => ({
      userId,
      status,
      rights: [],
    });
    await channels.replaceAdministrators(
      '-1',
      [administrator('5', 'administrator'), administrator('77', 'creator')],
      now,
    );
    expect(await collection.due(10, now)).toMatchObject([
      { id: '-2', owner: '-2' },
      { id: '-1', owner: '77' },
    ]);
    expect(await collection.due(1, now)).toHaveLength(1);
  });

  it('gives a turn to one of many callers, and again when the lease ends', async () => {
    for (let index = 1; index <= 20; index += 1) await register(`-${index}`, ago(1));
    const due = await collection.due(50, now);
    const claims = await Promise.all(Array.from({ length: 5 }, () => collection.claim(due, ago(-0.2))));
    const taken = claims.flatMap((claim) => [...claim]);
    expect(taken).toHaveLength(20);
    expect(new Set(taken).size).toBe(20);
    // What was read before somebody else took the turn is stale.
    expect(await collection.claim(due, ago(-0.2))).toEqual(new Set());
    expect(await collection.due(50, now)).toEqual([]);
    expect(await collection.due(50, ago(-0.3))).toHaveLength(20);
  });

  it('brings turns forward, never back, and lets who failed rest', async () => {
    await register('-1', ago(-5));
    await register('-2', ago(2));
    await register('-3', ago(-5));
    await channels.recordFailure('-3', 'E_X', ago(0.5), ago(-5));
    await collection.bringForward(['-1', '-2', '-3', '-4'].map((channelId) => ({ id: channelId, at: now })));
    await collection.bringForward([
      { id: '-1', at: ago(-1) },
      { id: '-1', at: ago(-2) },
    ]);
    const turns = await Promise.all(
      ['-1', '-2', '-3'].map(async (one) => (await channels.byId(one))?.nextCollectAt),
    );
    expect(turns).toEqual([now, ago(2), ago(-5)]);
    expect(await collection.lateness(ago(-0.5))).toEqual({
      late: 2,
      withinHour: 2,
      oldestSeconds: 2.5 * 3600,
    });
  });

  it('knows when each post was looked for, an album once, whether or not something had changed', async () => {
    const post = (messageId: number, hours: number, mediaGroupId: string | null = null) => ({
      ...{ channelId: id, messageId, postedAt: ago(hours), editedAt: null, kind: 'photo', mediaGroupId },
      ...{ excerpt: '', updateId: '1' },
    });
    await register(id, now);
    await events.store({
      posts: [post(1, 800), post(2, 30), post(3, 20, 'a'), post(4, 20, 'a'), post(5, 5), post(6, 1)],
      deletions: [{ channelId: id, messageId: 5, at: now }],
    });
    const figure = {
      views: 10,
      viewsLow: 10,
      viewsHigh: 10,
      viewsShown: null,
      forwards: null,
      replies: null,
    };
    await snapshots.storePosts([
      { channelId: id, messageId: 3, postedAt: ago(20), takenAt: ago(3), source: 'preview', ...figure },
    ]);
    await collection.markLooked(id, [2, 3], ago(2));
    await collection.markLooked(id, [2, 3], ago(4));
    expect(await collection.postTimes([id, '-9'], ago(720))).toEqual([
      { channelId: id, postedAt: ago(1), readAt: null },
      { channelId: id, postedAt: ago(20), readAt: ago(2) },
      { channelId: id, postedAt: ago(30), readAt: ago(2) },
    ]);
    const known = await collection.knownPosts(id, ago(720));
    expect(known.map(({ messageId }) => messageId)).toEqual([6, 4, 3, 2]);
    expect(known[2]).toMatchObject({ views: 10, viewsSource: 'preview', readAt: ago(2), storedAt: ago(3) });
    expect(known[3]).toMatchObject({ views: null, readAt: ago(2), storedAt: null });
  });

  it('knows when subscribers were counted last', async () => {
    await snapshots.storeChannel(
      { channelId: id, takenAt: ago(5), source: 'bot-api', subscribers: 1 },
      { channelId: id, takenAt: ago(2), source: 'bot-api', subscribers: 1 },
    );
    const series = new SeriesRepository(database);
    const counts = await series.subscriberCounts(id, { from: ago(5), to: now });
    expect(counts.map(({ at }) => at)).toEqual([ago(5), ago(2)]);
    expect(await series.subscriberCounts(id, { from: ago(5), to: now }, 1)).toMatchObject([{ at: ago(2) }]);
    expect(await collection.subscribersReadAt([id, '-9'], ago(24))).toEqual(new Map([[id, ago(2)]]));
  });
});
