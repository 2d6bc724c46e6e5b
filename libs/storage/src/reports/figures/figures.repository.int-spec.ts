import { createPool, Database, type ManagedPool } from '@analyticbot/pooling';
import { startTestPostgres, type TestPostgres } from '@analyticbot/testing';
import { ChannelEventsRepository } from '../../events/channel-events.repository.js';
import { migrate } from '../../schema/migrate.js';
import { SnapshotsRepository } from '../../snapshots/snapshots.repository.js';
import { FiguresRepository } from './figures.repository.js';

const hour = 3_600_000;
const now = new Date('2026-11-23T12:00:00Z');
const ago = (hours: number) => new Date(+now - hours * hour);
const channelId = '-1001';
const window = { from: ago(72), to: now };
const [ad, plain, quiet] = ['https://t.me/+ad', 'https://t.me/+plain', 'https://t.me/+quiet'] as const;

const post = (messageId: number, postedAgo: number, mediaGroupId: string | null = null) => ({
  ...{ channelId, messageId, postedAt: ago(postedAgo), editedAt: null, kind: 'photo', mediaGroupId },
  ...{ excerpt: '', updateId: String(messageId) },
});
const reading = (messageId: number, postedAgo: number, takenAgo: number, views: number) => ({
  ...{ channelId, messageId, postedAt: ago(postedAgo), takenAt: ago(takenAgo), views },
  ...{ source: 'mtproto' as const, viewsLow: null, viewsHigh: null, viewsShown: null },
  ...{ forwards: null, replies: null },
});
const member = (id: number, kind: 'join' | 'leave', at: number, inviteLink: string | null = null) => ({
  ...{ channelId, updateId: `${id}${at * 2}`, at: ago(at), kind, memberHash: Buffer.from([id]), inviteLink },
  via: null,
});

describe('FiguresRepository', () => {
  let server: TestPostgres;
  let pool: ManagedPool;
  let figures: FiguresRepository;

  beforeAll(async () => {
    server = await startTestPostgres();
    await migrate(server.url, { now });
    pool = createPool({ url: server.url, poolMin: 0, poolMax: 4 });
    const database = new Database(pool);
    figures = new FiguresRepository(database);
    const link = { channelId, createdBy: null, expiresAt: null, memberLimit: null, isRevoked: false };
    await new ChannelEventsRepository(database).store({
      posts: [
        ...[post(10, 60, 'album'), post(11, 60, 'album'), post(20, 20)],
        ...[post(30, 10), post(40, 72), post(50, 72.5)],
      ],
      deletions: [{ channelId, messageId: 30, at: ago(5) }],
      memberships: [
        // The window's first moment is in it, its last is not.
        ...[member(1, 'join', 72, plain), member(2, 'join', 0, plain), member(3, 'join', 72.5, plain)],
        // Twice in an hour, and once at the very beginning of the next.
        ...[member(4, 'join', 40, ad), member(5, 'join', 39.5, ad), member(6, 'join', 39, ad)],
        // Left before joining, then after it, came back and left again.
        ...[member(4, 'leave', 50), member(4, 'leave', 30)],
        ...[member(4, 'join', 20, plain), member(4, 'leave', 10)],
        member(7, 'join', 38),
      ],
      inviteLinks: [
        { ...link, link: plain, name: 'Plain', seenAt: ago(50) },
        { ...link, link: ad, name: 'its own name', seenAt: ago(50) },
      ],
    });
    await database.query(
      `INSERT INTO campaigns (channel_id, link, name, cost, currency, starts_at)
       VALUES ($1, $2, 'Ad', 12.5, 'EUR', $4), ($1, $3, 'Quiet', NULL, NULL, NULL)`,
      [channelId, ad, quiet, ago(60)],
    );
    await new SnapshotsRepository(database).storePosts([
      ...[
        reading(10, 60, 48, 90),
        reading(10, 60, 36, 100),
        reading(11, 60, 47, 80),
        reading(11, 60, 34, 150),
      ],
      ...[reading(20, 20, 8, 500), reading(20, 20, 2, 700), reading(30, 10, 1, 9)],
    ]);
  });
  afterAll(async () => {
    await pool.end();
    await server.stop();
  });

  it('gives the readings around each age, of an album those of its most viewed item', async () => {
    const at = (hours: number, views: number) => ({ at: ago(hours), views });
    const none = { before: null, after: null };
    const album = { messageId: 10, postedAt: ago(60), source: 'mtproto' };
    const single = { messageId: 20, postedAt: ago(20), source: 'mtproto' };
    const [first, last] = [0, 1];
    expect(await figures.viewsAtAges(channelId, window, [12 * hour, 24 * hour])).toEqual([
      { messageId: 40, postedAt: ago(72), source: null, moment: first, ...none },
      { messageId: 40, postedAt: ago(72), source: null, moment: last, ...none },
      { ...album, moment: first, before: null, after: at(47, 80) },
      { ...album, moment: last, before: at(47, 80), after: at(34, 150) },
      // At the very age: that reading is the one before.
      { ...single, moment: first, before: at(8, 500), after: at(2, 700) },
      { ...single, moment: last, before: at(2, 700), after: null },
    ]);
  });

  it('gives the readings around moments of time, of no more posts than wanted, the newest', async () => {
    expect(await figures.viewsAtMoments(channelId, window, [ago(5), ago(1)], 1)).toMatchObject([
      { messageId: 20, moment: 0, before: { at: ago(8), views: 500 }, after: { at: ago(2), views: 700 } },
      { messageId: 20, moment: 1, before: { at: ago(2), views: 700 }, after: null },
    ]);
    // A reading more than two days later says nothing about a moment.
    const early = await figures.viewsAtMoments(channelId, { from: ago(61), to: ago(59) }, [ago(96)]);
    expect(early).toMatchObject([{ messageId: 10, before: null, after: null, source: null }]);
  });

  it('lists campaigns first, then links by joins, named by whoever named them', async () => {
    const nothing = { cost: null, currency: null, startsAt: null, endsAt: null };
    const campaign = { link: ad, name: 'Ad', isCampaign: true, cost: 12.5, currency: 'EUR' };
    expect(await figures.links(channelId, window)).toEqual([
      { ...campaign, startsAt: ago(60), endsAt: null },
      { ...nothing, link: quiet, name: 'Quiet', isCampaign: true },
      { ...nothing, link: plain, name: 'Plain', isCampaign: false },
    ]);
    expect(await figures.links('-1', window)).toEqual([]);
  });

  it('tells who joined by a link within its window, and their first leave afterwards', async () => {
    const wanted = [
      { link: ad, window: { from: ago(40), to: ago(39) } },
      { link: plain, window },
    ];
    expect(await figures.members(channelId, wanted)).toEqual({
      members: [
        { link: plain, memberKey: '04', joinedAt: ago(20), leftAt: ago(10) },
        { link: ad, memberKey: '05', joinedAt: ago(39.5), leftAt: null },
        { link: ad, memberKey: '04', joinedAt: ago(40), leftAt: ago(30) },
        { link: plain, memberKey: '01', joinedAt: ago(72), leftAt: null },
      ],
      settled: [],
    });
    expect((await figures.members(channelId, wanted, 1)).members).toHaveLength(1);
    expect(await figures.members(channelId, [])).toEqual({ members: [], settled: [] });
  });

  it('counts joins by link and hour, the busiest hour first', async () => {
    const hourOf = (hours: number) => ago(hours).getTime() / hour;
    expect(await figures.joinsByHour(channelId, window)).toEqual([
      { link: ad, hour: hourOf(40), joins: 2 },
      { link: ad, hour: hourOf(39), joins: 1 },
      { link: plain, hour: hourOf(72), joins: 1 },
      { link: plain, hour: hourOf(20), joins: 1 },
    ]);
  });
});
