import { createPool, Database, type ManagedPool } from '@analyticbot/pooling';
import { startTestPostgres, type TestPostgres } from '@analyticbot/testing';
import fc from 'fast-check';
import { ChannelEventsRepository } from '../events/channel-events.repository.js';
import type { ChannelEventsBatch } from '../events/event.types.js';
import { RawReportsRepository } from '../reports/raw-reports.repository.js';
import { ReportsRepository } from '../reports/reports.repository.js';
import { migrate } from '../schema/migrate.js';
import type { ChannelSnapshot, PostSnapshot } from '../snapshots/snapshot.types.js';
import { SnapshotsRepository } from '../snapshots/snapshots.repository.js';

const start = Date.parse('2026-11-20T00:00:00Z');
const hour = 3_600_000;
const window = { from: new Date(start - 48 * hour), to: new Date(start + 10 * 24 * hour) };

type Work =
  | { readonly kind: 'posts'; readonly rows: PostSnapshot[] }
  | { readonly kind: 'channel'; readonly rows: ChannelSnapshot[] }
  | { readonly kind: 'events'; readonly batch: ChannelEventsBatch };

/** Half hours: two readings may share an hour. */
const time = fc.integer({ min: 0, max: 6 * 48 }).map((halves) => new Date(start + (halves * hour) / 2));
const source = fc.constantFrom('bot-api' as const, 'preview' as const, 'mtproto' as const);
const messageId = fc.integer({ min: 1, max: 4 });
const channelId = fc.constantFrom('-1001', '-1002');
/** A post's date follows from its number: the same in every source, as in Telegram. */
const postedAt = (id: number) => new Date(start - 30 * hour + id * 20 * hour);

/** Figures of one post, time and source never contradict each other: the value follows from the key. */
const figureOf = (id: number, at: Date, from: string) =>
  ((+at / hour) * 14 + id * 13 + from.length * 5) % 1_000;

const postSnapshot = fc
  .record({ channelId, messageId, takenAt: time, source })
  .map(({ channelId, messageId, takenAt, source }): PostSnapshot => ({
    ...{ channelId, messageId, takenAt, source, postedAt: postedAt(messageId) },
    views: figureOf(messageId, takenAt, source),
    ...{ viewsLow: null, viewsHigh: null, viewsShown: null },
    forwards: source === 'mtproto' ? figureOf(messageId, takenAt, source) : null,
    replies: null,
  }));
const channelSnapshot = fc
  .record({ channelId, takenAt: time, source })
  .map((key): ChannelSnapshot => ({ ...key, subscribers: figureOf(0, key.takenAt, key.source) }));
const version = fc.record({ channelId, messageId, edit: fc.integer({ min: 0, max: 3 }) });
const post = version.map(({ channelId, messageId, edit }) => ({
  ...{ channelId, messageId, postedAt: postedAt(messageId), kind: `photo${edit}` },
  // Two versions share a second: then the update's number decides.
  editedAt: edit === 0 ? null : new Date(+postedAt(messageId) + Math.ceil(edit / 2) * hour),
  mediaGroupId: messageId <= 2 ? 'album' : null,
  excerpt: `version ${edit}`,
  updateId: String(100 + edit),
}));
const reactions = version.map(({ channelId, messageId, edit }) => ({
  ...{ channelId, messageId, updateId: String(100 + edit) },
  at: new Date(start + Math.ceil(edit / 2) * hour),
  counts: edit === 0 ? {} : { '👍': edit, ...(edit % 2 ? { '🔥': 1 } : {}) },
}));
const membership = fc
  .record({ channelId, number: fc.integer({ min: 1, max: 12 }) })
  .map(({ channelId, number }) => ({
    ...{ channelId, updateId: String(number), at: new Date(start + number * 7 * hour) },
    kind: number % 3 === 0 ? ('leave' as const) : ('join' as const),
    ...{ memberHash: Buffer.from([number]), inviteLink: null, via: null },
  }));
const few = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 6 });

const work: fc.Arbitrary<Work> = fc.oneof(
  few(postSnapshot).map((rows): Work => ({ kind: 'posts', rows })),
  few(channelSnapshot).map((rows): Work => ({ kind: 'channel', rows })),
  fc
    .record({ posts: few(post), reactions: few(reactions), memberships: few(membership) })
    .map((batch): Work => ({ kind: 'events', batch })),
);

describe('rollups', () => {
  let server: TestPostgres;
  let pool: ManagedPool;
  let database: Database;
  const tables =
    'channels, channel_administrators, posts, post_reactions, post_snapshots, channel_snapshots, membership_events, channel_hourly, channel_daily, post_daily, post_rankings';

  const store = (item: Work): Promise<unknown> => {
    if (item.kind === 'events') return new ChannelEventsRepository(database).store(item.batch);
    const snapshots = new SnapshotsRepository(database);
    return item.kind === 'posts' ? snapshots.storePosts(item.rows) : snapshots.storeChannel(...item.rows);
  };
  /** Everything that reports read, in a comparable form. */
  const contents = async () => {
    const read = <Row extends object>(sql: string) => database.query<Row>(sql);
    return {
      hours: await read('SELECT * FROM channel_hourly ORDER BY channel_id, hour'),
      days: await read('SELECT * FROM channel_daily ORDER BY channel_id, day'),
      // What the last new reading added is no figure: late ones don't tell it.
      postDays: (
        await read<{ last_gained: unknown }>('SELECT * FROM post_daily ORDER BY channel_id, message_id, day')
      ).map(({ last_gained: _, ...figures }) => figures),
      rankings: await read('SELECT * FROM post_rankings ORDER BY channel_id'),
      posts: await read('SELECT * FROM posts ORDER BY channel_id, message_id'),
      reactions: await read('SELECT * FROM post_reactions ORDER BY channel_id, message_id'),
    };
  };

  const hoursWithGains = (channelId: string) =>
    database.query(
      'SELECT hour, views_gained::float8 AS gained FROM channel_hourly WHERE channel_id = $1 AND views_gained IS NOT NULL ORDER BY hour',
      [channelId],
    );
  const figures = (first: string, last: string) => `
    sum(views_gained)::int AS gained, sum(posts)::int AS posts, sum(joins)::int AS joins, sum(leaves)::int AS leaves,
    sum(samples)::int AS samples, min(min_subscribers) AS min, max(max_subscribers) AS max,
    (array_agg(first_subscribers ORDER BY ${first}))[1] AS first, (array_agg(last_subscribers ORDER BY ${last} DESC NULLS LAST))[1] AS last`;
  const daysFromHours = (channelId: string) =>
    database.query(
      `SELECT (hour AT TIME ZONE 'UTC')::date AS day, ${figures('first_at', 'last_at')}
       FROM channel_hourly WHERE channel_id = $1 GROUP BY 1 ORDER BY 1`,
      [channelId],
    );
  const daysThemselves = (channelId: string) =>
    database.query(
      `SELECT day, ${figures('day', 'day')} FROM channel_daily WHERE channel_id = $1 GROUP BY 1 ORDER BY 1`,
      [channelId],
    );

  /** What the channel's ranking says, and what raw rows say of its week; null without a reading. */
  const rankings = async (channelId: string) => {
    const [kept] = await database.query<{ day: string; ids: number[]; gains: number[] }>(
      'SELECT day, message_ids AS ids, gains FROM post_rankings WHERE channel_id = $1',
      [channelId],
    );
    const [newest] = await database.query<{ day: string }>(
      `SELECT (max(taken_at) AT TIME ZONE 'UTC')::date AS day FROM post_snapshots WHERE channel_id = $1 HAVING count(*) > 0`,
      [channelId],
    );
    if (!newest) return [kept ?? null, null];
    const end = Date.parse(newest.day) + 24 * hour;
    const week = { from: new Date(end - 7 * 24 * hour), to: new Date(end) };
    const posts = await new RawReportsRepository(database).viewsGainedByPost(channelId, week);
    const [ids, gains] = [posts.map((post) => post.messageId), posts.map((post) => post.viewsGained)];
    return [kept, { day: newest.day, ids, gains }];
  };

  beforeAll(async () => {
    server = await startTestPostgres();
    await migrate(server.url, { now: new Date(start) });
    pool = createPool({ url: server.url, poolMin: 0, poolMax: 4 });
    database = new Database(pool);
  });
  afterAll(async () => {
    await pool.end();
    await server.stop();
  });

  it('equal a recomputation from raw, whatever is repeated, late or stored at the same time', async () => {
    const raw = new RawReportsRepository(database);
    const reports = new ReportsRepository(database);
    const scenario = fc.array(work, { minLength: 1, maxLength: 12 }).chain((items) =>
      fc.tuple(
        fc.constant(items),
        fc.shuffledSubarray([...items, ...items], {
          minLength: items.length * 2,
          maxLength: items.length * 2,
        }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(scenario, async ([inOrder, shuffledTwice]) => {
        await database.query(`TRUNCATE ${tables}`);
        for (const item of inOrder) await store(item);
        const expected = await contents();

        for (const channelId of ['-1001', '-1002']) {
          const days = await reports.days(channelId, '2026-11-01', '2026-12-31');
          const subscribers = days.filter(({ samples }) => samples > 0);
          expect(
            subscribers.map((day) => ({
              ...{ day: day.day, last: day.lastSubscribers, min: day.minSubscribers },
              ...{ max: day.maxSubscribers, samples: day.samples },
            })),
          ).toEqual(await raw.dailySubscribers(channelId, window));
          expect(
            days.flatMap(({ day, viewsGained }) =>
              viewsGained === null ? [] : [{ day, gained: viewsGained }],
            ),
          ).toEqual(await raw.dailyViewsGained(channelId, window));
          expect(await hoursWithGains(channelId)).toEqual(await raw.hourlyViewsGained(channelId, window));
          expect(await daysFromHours(channelId)).toEqual(await daysThemselves(channelId));
          const counted = {
            joins: sum(days.map((day) => day.joins)),
            leaves: sum(days.map((day) => day.leaves)),
          };
          expect(await reports.membership(channelId, window)).toEqual({ ...counted, ...window });
          const [kept, fromRaw] = await rankings(channelId);
          expect(kept).toEqual(fromRaw);
          const posts = await reports.posts(channelId, window);
          expect(sum(days.map((day) => day.posts ?? 0))).toBeGreaterThanOrEqual(posts.length);
        }

        await database.query(`TRUNCATE ${tables}`);
        await Promise.all(shuffledTwice.map(store));
        expect(await contents()).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  it('are the same of one large batch, which is planned for itself, as of many small ones', async () => {
    const readings = (hours: number) =>
      ['-1001', '-1002', '-1003'].flatMap((channelId) =>
        Array.from({ length: 700 }, (_, index): PostSnapshot => ({
          ...{ channelId, messageId: index + 1, source: 'mtproto', views: hours * 10 + (index % 90) },
          ...{ postedAt: new Date(start), takenAt: new Date(start + hours * hour) },
          ...{ viewsLow: null, viewsHigh: null, viewsShown: null, forwards: null, replies: null },
        })),
      );
    const snapshots = new SnapshotsRepository(database);
    await database.query(`TRUNCATE ${tables}`);
    for (const hours of [1, 5, 30])
      for (const channelId of ['-1001', '-1002', '-1003'])
        await snapshots.storePosts(readings(hours).filter((row) => row.channelId === channelId));
    const expected = await contents();
    await database.query(`TRUNCATE ${tables}`);
    for (const hours of [1, 5, 30])
      expect(await snapshots.storePosts(readings(hours))).toMatchObject({ stored: 2_100 });
    expect(await contents()).toEqual(expected);
  });

  it('book a late reading as late, also in one batch with a channel that is a day behind', async () => {
    await database.query(`TRUNCATE ${tables}`);
    const reading = (channel: string, at: string, views: number): PostSnapshot => ({
      ...{
        channelId: channel,
        messageId: 1,
        takenAt: new Date(at),
        postedAt: new Date('2026-11-20T09:00:00Z'),
      },
      ...{ source: 'preview', views, viewsLow: null, viewsHigh: null, viewsShown: null },
      ...{ forwards: null, replies: null },
    });
    const snapshots = new SnapshotsRepository(database);
    for (const known of [
      reading('-1001', '2026-11-20T10:00:00Z', 100),
      reading('-1001', '2026-11-21T10:00:00Z', 150),
      reading('-1002', '2026-11-20T10:00:00Z', 10),
    ])
      await snapshots.storePosts([known]);
    await snapshots.storePosts([
      reading('-1001', '2026-11-20T20:00:00Z', 130),
      reading('-1002', '2026-11-20T20:00:00Z', 12),
    ]);

    const gained = await database.query(
      `SELECT channel_id AS channel, day::text AS day, gained FROM post_daily ORDER BY channel_id DESC, day`,
    );
    expect(gained).toEqual([
      { channel: '-1001', day: '2026-11-20', gained: 130 },
      { channel: '-1001', day: '2026-11-21', gained: 20 },
      { channel: '-1002', day: '2026-11-20', gained: 12 },
    ]);
  });
});

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
