import fc from 'fast-check';
import type { Cache } from '@analyticbot/caching';
import { channelFigures } from '@analyticbot/contracts';
import { createPool, Database, type ManagedPool } from '@analyticbot/pooling';
import {
  ChannelEventsRepository,
  ChannelsRepository,
  FiguresRepository,
  migrate,
  PartitionsRepository,
  ReportsRepository,
  SnapshotsRepository,
} from '@analyticbot/storage';
import { startTestPostgres, type TestPostgres } from '@analyticbot/testing';
import type { WorkerCacheGroups } from '../../cache/cache-groups.js';
import { ChannelFiguresService } from './channel-figures.service.js';

const channelId = '-1001';
const hour = 3_600_000;
const start = Date.now();
const ago = (hours: number) => new Date(start - hours * hour);

describe('figures of a channel, from what is stored', () => {
  let server: TestPostgres;
  let pool: ManagedPool;
  let database: Database;

  beforeAll(async () => {
    server = await startTestPostgres();
    await migrate(server.url);
    pool = createPool({ url: server.url, poolMin: 0, poolMax: 4 });
    database = new Database(pool);
    await new ChannelsRepository(database).upsert({
      id: channelId,
      username: 'n',
      title: 'N',
      seenAt: ago(0),
    });
    await database.query('UPDATE channels SET last_collected_at = now()');
    await database.query(
      `INSERT INTO campaigns (channel_id, link, name, cost, currency) VALUES ($1, 'https://t.me/+a', 'Ad', 30, 'EUR')`,
      [channelId],
    );
  });
  afterAll(async () => {
    await pool.end();
    await server.stop();
  });

  const views = (messageId: number, posted: number, age: number, count: number) => ({
    ...{
      channelId,
      messageId,
      postedAt: ago(posted),
      takenAt: ago(posted - age),
      source: 'mtproto' as const,
    },
    ...{ views: count, viewsLow: null, viewsHigh: null, viewsShown: null, forwards: null, replies: null },
  });
  const member = (id: number, kind: 'join' | 'leave', at: number) => ({
    ...{ channelId, updateId: String(id * 10 + (kind === 'join' ? 0 : 1)), at: ago(at), kind, via: null },
    ...{ memberHash: Buffer.from([id]), inviteLink: kind === 'join' ? 'https://t.me/+a' : null },
  });

  async function store() {
    const snapshots = new SnapshotsRepository(database);
    await snapshots.storePosts([views(2, 72, 24, 300), views(1, 100, 26, 1_400), views(1, 100, 22, 1_000)]);
    await snapshots.storeChannel({ channelId, takenAt: ago(1), source: 'bot-api', subscribers: 1_000 });
    const times = [
      member(2, 'leave', 60),
      member(1, 'join', 96),
      member(2, 'join', 72),
      member(3, 'join', 72),
    ];
    await new ChannelEventsRepository(database).store({ memberships: times });
  }

  async function figures(of = channelId) {
    const cache = {
      getOrLoad: (_group: string, _key: unknown, load: () => unknown) => load(),
    } as unknown as Cache<WorkerCacheGroups>;
    const repositories = [new ReportsRepository(database), new FiguresRepository(database)] as const;
    const service = new ChannelFiguresService(cache, new ChannelsRepository(database), ...repositories);
    return channelFigures.parse(await service.of({ channelId: of, days: 30 }));
  }
  const told = ({ figures: all, campaigns, hints }: Awaited<ReturnType<typeof figures>>) => ({
    ...{ campaigns: campaigns.map((one) => one.figures.map(value)), hints, all: all.map(value) },
  });
  const value = ({ name, figure }: Awaited<ReturnType<typeof figures>>['figures'][number]) =>
    figure.available ? [name, figure.value, figure.sampleSize, figure.source] : [name, figure.reason];

  it('are those computed by hand, and stay so when everything comes twice', async () => {
    await store();
    const once = told(await figures());
    // Post 1 at 24 h: half way from 1000 to 1400; post 2: 300 at the very hour. (1200 + 300) ÷ 2 = 750; ÷ 1000 = 0.75
    expect(once.all).toEqual(
      expect.arrayContaining([
        ['subscribers', 1_000, 1, 'bot-api'],
        ['growth', 'history-too-short'],
        ['average-reach', 850, 2, 'mtproto'], // (1400 + 300) ÷ 2
        ['vr', 0.85, 2, 'mtproto'],
        ['reach-24h', 750, 2, 'mtproto'],
        ['err24', 0.75, 2, 'mtproto'],
        ['reach-48h', 'gap-in-data'],
        ['best-hour', 'not-enough-data'],
      ]),
    );
    // Three joined; one left after 12 hours: 1 ÷ 3, and 30 ÷ (3 − 1) = 15.
    expect(once.campaigns).toEqual([
      [
        ['churn-1d', 1 / 3, 3, 'events'],
        ['churn-7d', 'history-too-short'],
        ['churn-30d', 'history-too-short'],
        ['net-cps', 15, 3, 'events'],
      ],
    ]);
    await store();
    expect(told(await figures())).toEqual(once);
  });

  // What one delivery brings: some of the channel's snapshots and events, in any order.
  const pieces = [
    ...[1, 2, 3].flatMap((messageId) =>
      [6, 11, 13, 23, 25, 40, 60].map((age) => ({
        views: views(messageId, 90 + messageId, age, messageId * 100 + age * 10),
      })),
    ),
    ...[1, 2, 3, 25, 100].map((hours) => ({
      count: { channelId, takenAt: ago(hours), source: 'bot-api' as const, subscribers: 1_000 - hours },
    })),
    ...[1, 2, 3, 4].map((id) => ({ member: member(id, 'join', 80 - id) })),
    ...[1, 2, 3].map((id) => ({ member: member(id, 'leave', 60 - id * 15) })),
  ];
  type Piece = { views?: ReturnType<typeof views>; member?: ReturnType<typeof member> } & {
    count?: { channelId: string; takenAt: Date; source: 'bot-api'; subscribers: number };
  };

  async function deliver(parts: readonly (readonly Piece[])[]) {
    const tables = 'posts, post_snapshots, post_daily, channel_snapshots, channel_daily, channel_hourly';
    await database.query(`TRUNCATE ${tables}, membership_events`);
    const snapshots = new SnapshotsRepository(database);
    for (const part of parts) {
      await snapshots.storePosts(part.flatMap((piece) => piece.views ?? []));
      await snapshots.storeChannel(...part.flatMap((piece) => piece.count ?? []));
      const memberships = part.flatMap((piece) => piece.member ?? []);
      await new ChannelEventsRepository(database).store({ memberships });
    }
    return told(await figures());
  }

  it('are the same in whatever order, how often and in how many parts everything comes', async () => {
    const once = await deliver([pieces]);
    // Mean of 100, 200 and 300, and ten an hour: at 60 hours, and half way between the readings around 12, 24 and 48.
    expect(once.all).toEqual(
      expect.arrayContaining([
        ['subscribers', 999, 1, 'bot-api'],
        ['average-reach', 800, 3, 'mtproto'],
        ['reach-12h', 320, 3, 'mtproto'],
        ['reach-24h', 440, 3, 'mtproto'],
        ['reach-48h', 680, 3, 'mtproto'],
      ]),
    );
    const whole = { minLength: pieces.length, maxLength: pieces.length };
    const deliveries = fc.record({
      all: fc.shuffledSubarray<Piece>(pieces, whole),
      again: fc.subarray<Piece>(pieces),
      size: fc.integer({ min: 3, max: 20 }),
    });
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ all, again, size }) => {
        const items = [...all.slice(0, 20), ...again, ...all.slice(20)];
        const parts = Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
          items.slice(index * size, (index + 1) * size),
        );
        expect(await deliver(parts)).toEqual(once);
      }),
      { numRuns: 5 },
    );
  });

  it('of a campaign outlive the raw rows of its joins, and say since when joins are known where they went uncounted', async () => {
    const old = '-1002';
    const days = (count: number) => count * 24;
    await new ChannelsRepository(database).upsert({ id: old, username: 'o', title: 'O', seenAt: ago(0) });
    await database.query(
      `INSERT INTO campaigns (channel_id, link, name, cost, currency, starts_at) VALUES ($1, 'https://t.me/+a', 'Ad', 30, 'EUR', $2)`,
      [old, ago(days(160))],
    );
    const memberships = [
      ...[member(1, 'join', days(150)), member(2, 'join', days(149)), member(3, 'join', days(148))],
      ...[member(1, 'leave', days(149.5)), member(2, 'leave', days(140)), member(4, 'join', days(40))],
    ].map((one) => ({ ...one, channelId: old }));
    await new ChannelEventsRepository(database).store({ memberships });
    const before = await figures(old);
    // Four joined; one left on the first day, another after nine: 1 ÷ 4, 1 ÷ 4, 2 ÷ 4, and 30 ÷ (4 − 1) = 10.
    expect(told(before).campaigns).toEqual([
      [
        ...[
          ['churn-1d', 0.25, 4, 'events'],
          ['churn-7d', 0.25, 4, 'events'],
          ['churn-30d', 0.5, 4, 'events'],
        ],
        ['net-cps', 10, 4, 'events'],
      ],
    ]);
    await new PartitionsRepository(database).retireMonths({}, new Date());
    const kept = `SELECT count(*)::int AS kept FROM membership_events WHERE channel_id = $1`;
    expect(await database.query(kept, [old])).toEqual([{ kept: 1 }]);
    expect(told(await figures(old))).toEqual(told(before));

    await database.query('DELETE FROM link_hourly WHERE channel_id = $1', [old]);
    const lost = await figures(old);
    const since = `${ago(days(147)).toISOString().slice(0, 10)}T00:00:00.000Z`;
    expect(lost.linksSince).toBe(since);
    expect(lost.campaigns[0]?.figures.map(({ figure }) => figure)).toMatchObject([
      { value: 0, sampleSize: 1, window: { from: since } },
      { value: 0, sampleSize: 1, window: { from: since } },
      { value: 0, sampleSize: 1, window: { from: since } },
      { available: false, reason: 'no-longer-kept', since },
    ]);
  });
});
