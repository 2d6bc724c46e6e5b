import { createPool, Database, PerformanceIndexes, type ManagedPool } from '@analyticbot/pooling';
import { startTestPostgres, type TestPostgres } from '@analyticbot/testing';
import { ChannelEventsRepository } from '../events/channel-events.repository.js';
import { migrate } from '../schema/migrate.js';
import { performanceIndexes } from '../schema/performance-index-list.js';
import type { PostSnapshot } from '../snapshots/snapshot.types.js';
import { SnapshotsRepository } from '../snapshots/snapshots.repository.js';
import { ReportsRepository } from './reports.repository.js';

const hour = 3_600_000;
const now = new Date('2026-11-23T12:00:00Z');
const ago = (hours: number) => new Date(+now - hours * hour);
const channelId = '-1001';
const window = { from: ago(30 * 24), to: now };

const figure = (
  messageId: number,
  postedAgo: number,
  takenAgo: number,
  more: Partial<PostSnapshot> & Pick<PostSnapshot, 'views'>,
): PostSnapshot => ({
  ...{ channelId, messageId, postedAt: ago(postedAgo), takenAt: ago(takenAgo), source: 'preview' },
  ...{ viewsLow: null, viewsHigh: null, viewsShown: null, forwards: null, replies: null },
  ...more,
});
const post = (messageId: number, postedAgo: number, mediaGroupId: string | null = null) => ({
  ...{ channelId, messageId, postedAt: ago(postedAgo), editedAt: null, kind: 'photo', mediaGroupId },
  ...{ excerpt: messageId === 10 ? '' : `text ${messageId}`, updateId: String(messageId) },
});

describe('ReportsRepository', () => {
  let server: TestPostgres;
  let pool: ManagedPool;
  let reports: ReportsRepository;

  beforeAll(async () => {
    server = await startTestPostgres();
    await migrate(server.url, { now });
    pool = createPool({ url: server.url, poolMin: 0, poolMax: 4 });
    const database = new Database(pool);
    reports = new ReportsRepository(database);
    const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const outcomes = await new PerformanceIndexes(database, performanceIndexes, quiet).ensure();
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(performanceIndexes.map(() => 'created'));

    const snapshots = new SnapshotsRepository(database);
    await snapshots.storeChannel(
      ...[
        [1, 1_000],
        [25, 950],
        [23.5, 960],
        [7 * 24 + 11, 900],
        [30 * 24 + 25, 500],
      ].map(([hours, subscribers]) => ({
        ...{ channelId, takenAt: ago(hours ?? 0), source: 'bot-api' as const, subscribers: subscribers ?? 0 },
      })),
    );
    await new ChannelEventsRepository(database).store({
      posts: [post(10, 40, 'album'), post(11, 40, 'album'), post(12, 40, 'album'), post(20, 20), post(30, 5)],
      reactions: [
        { channelId, messageId: 10, at: ago(30), updateId: '1', counts: { '👍': 2, '🔥': 1 } },
        { channelId, messageId: 20, at: ago(10), updateId: '2', counts: { '👍': 5 } },
      ],
    });
    await snapshots.storePosts([
      figure(10, 40, 38, { views: 100 }),
      figure(11, 40, 38, { views: 120, viewsShown: '120' }),
      figure(10, 40, 14, { views: 12_300, viewsShown: '12.3K', viewsLow: 12_250, viewsHigh: 12_349 }),
      figure(11, 40, 14, { views: 11_000, viewsShown: '11K' }),
      figure(20, 20, 1, { views: 700, source: 'mtproto', forwards: 4, replies: 2 }),
      figure(20, 20, 0.5, { views: 710, viewsShown: '710' }),
    ]);
  });
  afterAll(async () => {
    await pool.end();
    await server.stop();
  });

  it('gives subscribers at the moments of comparison, or null where no snapshot is near enough', async () => {
    expect(await reports.subscriberPoints(channelId, now)).toEqual({
      now: { at: ago(1), subscribers: 1_000, source: 'bot-api' },
      hours24: { at: ago(23.5), subscribers: 960, source: 'bot-api' },
      days7: { at: ago(7 * 24 + 11), subscribers: 900, source: 'bot-api' },
      days30: null,
    });
    expect(await reports.subscriberPoints('-1', now)).toMatchObject({ now: null, days30: null });
  });

  it('shows an album as one post with the views of its most viewed item', async () => {
    const [newest, second, album] = await reports.posts(channelId, window);
    expect(newest).toMatchObject({
      messageId: 30,
      items: 1,
      views: null,
      viewsSource: null,
      reactions: null,
    });
    expect(second).toMatchObject({
      ...{ messageId: 20, views: 710, viewsSource: 'preview', viewsAt: ago(0.5) },
      // The page shows no forwards: the other source's figure stays.
      ...{ forwards: 4, replies: 2, reactions: 5 },
    });
    expect(album).toMatchObject({
      ...{ messageId: 10, items: 3, mediaGroupId: 'album', postedAt: ago(40), excerpt: 'text 11' },
      ...{ views: 12_300, viewsLow: 12_250, viewsHigh: 12_349, viewsShown: '12.3K', reactions: 3 },
    });
  });

  it('ranks posts by views and leaves out those without a figure', async () => {
    expect((await reports.topPosts(channelId, window)).map(({ messageId }) => messageId)).toEqual([10, 20]);
    expect(await reports.topPosts(channelId, window, 1)).toHaveLength(1);
  });

  it('rolls up days, with gaps where nothing was recorded', async () => {
    const days = await reports.days(channelId, '2026-11-20', '2026-11-23');
    expect(days).toMatchObject([
      { day: '2026-11-21', posts: 1, viewsGained: 220, samples: 0, lastSubscribers: null },
      {
        day: '2026-11-22',
        posts: 1,
        viewsGained: 23_080,
        samples: 2,
        firstSubscribers: 950,
        lastSubscribers: 960,
      },
      { day: '2026-11-23', posts: 1, viewsGained: 710, samples: 1, lastSubscribers: 1_000 },
    ]);
  });

  it('gives the same days as a series', async () => {
    const days = await reports.days(channelId, '2026-10-20', '2026-11-23');
    expect(await reports.series(channelId, '2026-10-20', '2026-11-23')).toEqual(
      days.map(({ day, lastSubscribers, joins, leaves, viewsGained, posts }) => ({
        ...{ day, lastSubscribers, joins, leaves, viewsGained, posts },
      })),
    );
    expect(await reports.series('-1', '2026-11-20', '2026-11-23')).toEqual([]);
  });

  it('compares a span of days with the one before', async () => {
    expect(await reports.growth(channelId, '2026-11-22', '2026-11-23')).toEqual({
      current: {
        ...{ days: 2, firstSubscribers: 950, lastSubscribers: 1_000, joins: 0, leaves: 0 },
        ...{ viewsGained: 23_790, posts: 2 },
      },
      before: {
        ...{ days: 1, firstSubscribers: null, lastSubscribers: null, joins: 0, leaves: 0 },
        ...{ viewsGained: 220, posts: 1 },
      },
    });
    expect(await reports.growth('-1', '2026-11-22', '2026-11-23')).toEqual({ current: null, before: null });
  });

  it('ranks posts by the views they gained, an album once', async () => {
    expect(await reports.topGaining(channelId, '2026-11-22', '2026-11-23')).toMatchObject([
      { messageId: 10, mediaGroupId: 'album', viewsGained: 12_200, postedAt: ago(40) },
      { messageId: 20, mediaGroupId: null, viewsGained: 710, excerpt: 'text 20' },
    ]);
    const places = async (limit: number) =>
      (await reports.topGaining(channelId, '2026-11-22', '2026-11-23', limit)).map((one) => one.messageId);
    expect(await places(1)).toEqual([10]);
    // The album's second item is second: the next post is looked for behind it.
    expect(await places(2)).toEqual([10, 20]);
    expect(await places(0)).toEqual([]);
    expect(await reports.topGaining(channelId, '2026-11-21', '2026-11-21')).toMatchObject([
      { messageId: 11 },
    ]);
  });

  it('tells coverage', async () => {
    expect(await reports.coverage(channelId, window)).toEqual({
      ...{ firstSnapshotAt: ago(30 * 24 + 25), daysWithData: 3, daysInWindow: 31 },
    });
    expect(await reports.coverage('-1', window)).toMatchObject({ firstSnapshotAt: null, daysWithData: 0 });
  });

  it('sums reactions by emoji', async () => {
    expect(await reports.reactionTotals(channelId, window)).toEqual([
      { emoji: '👍', count: 7 },
      { emoji: '🔥', count: 1 },
    ]);
  });

  it('finds the snapshots around an age', async () => {
    const found = await reports.viewsAtAge(channelId, window, 24 * hour);
    expect(found.find(({ messageId }) => messageId === 10)).toEqual({
      ...{ messageId: 10, postedAt: ago(40) },
      before: { at: ago(38), views: 100 },
      after: { at: ago(14), views: 12_300 },
    });
    expect(found.find(({ messageId }) => messageId === 30)).toMatchObject({ before: null, after: null });
  });
});
