import { createPool, Database, type ManagedPool } from '@analyticbot/pooling';
import { startTestPostgres, type TestPostgres } from '@analyticbot/testing';
import fc from 'fast-check';
import { BoostsRepository } from '../boosts/boosts.repository.js';
import { ChannelsRepository } from '../channels/channels.repository.js';
import { CollectionRepository } from '../collection/collection.repository.js';
import { ReportsRepository } from '../reports/reports.repository.js';
import { migrate } from '../schema/migrate.js';
import { ChannelEventsRepository } from './channel-events.repository.js';
import type { MembershipEvent, PostEvent } from './event.types.js';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 12, minute));
const window = { from: at(0), to: at(59) };
const channelId = '-1001';
const post = (messageId: number, more: Partial<PostEvent> = {}): PostEvent => ({
  ...{ channelId, messageId, postedAt: at(messageId), editedAt: null, kind: 'text', mediaGroupId: null },
  ...{ excerpt: `post ${messageId}`, updateId: String(messageId) },
  ...more,
});
const membership = (updateId: string, kind: 'join' | 'leave'): MembershipEvent => ({
  ...{ channelId, updateId, kind, at: at(1), memberHash: Buffer.from('hash'), inviteLink: null, via: null },
});

describe('ChannelEventsRepository', () => {
  let server: TestPostgres;
  let pool: ManagedPool;
  let events: ChannelEventsRepository;
  let reports: ReportsRepository;
  let database: Database;

  beforeAll(async () => {
    server = await startTestPostgres();
    pool = createPool({ url: server.url, poolMin: 0, poolMax: 4 });
    database = new Database(pool);
    events = new ChannelEventsRepository(database);
    reports = new ReportsRepository(database);
    await migrate(server.url, { now: at(0) });
  });
  beforeEach(async () => {
    await database.query(
      'TRUNCATE channels, channel_administrators, posts, post_reactions, membership_events, invite_links, channel_daily, channel_boosts',
    );
  });
  afterAll(async () => {
    await pool.end();
    await server.stop();
  });

  it('stores what arrives together and says what changed; a repetition changes nothing', async () => {
    const batch = {
      channels: [{ id: channelId, username: 'news', title: 'News', seenAt: at(0) }],
      posts: [post(1), post(2)],
      reactions: [{ channelId, messageId: 1, at: at(2), updateId: '5', counts: { '👍': 3 } }],
      memberships: [membership('7', 'join'), membership('8', 'leave'), membership('7', 'join')],
      inviteLinks: [
        {
          ...{ channelId, link: 'https://t.me/+abc', name: 'Spring', expiresAt: null, memberLimit: null },
          ...{ isRevoked: false, seenAt: at(1) },
        },
      ],
    };
    expect(await events.store(batch)).toEqual({
      ...{ changedChannels: [channelId], posts: 2, reactions: 1, memberships: 2, inviteLinks: 1, boosts: 0 },
    });
    expect(await events.store(batch)).toEqual({
      ...{ changedChannels: [], posts: 0, reactions: 0, memberships: 0, inviteLinks: 0, boosts: 0 },
    });
    expect(await reports.days(channelId, '2026-11-23', '2026-11-23')).toMatchObject([
      { joins: 1, leaves: 1, posts: 2, samples: 0, viewsGained: null },
    ]);
    expect(await reports.membership(channelId, window)).toEqual({ joins: 1, leaves: 1, ...window });
  });

  it('keeps events of channels that nobody registered, without collecting or listing those', async () => {
    await events.store({ posts: [post(1)] });
    const channels = new ChannelsRepository(database);
    expect(await channels.byId(channelId)).toMatchObject({ status: 'active', registeredAt: null, title: '' });
    expect(await new CollectionRepository(database).due(10, at(59))).toEqual([]);
    await channels.upsert({ id: channelId, username: null, title: 'Mine', seenAt: at(5) });
    expect(await channels.byId(channelId)).toMatchObject({ title: 'Mine', registeredAt: at(5) });
  });

  it('keeps the newest version of a post, also within one second', async () => {
    const edit = (updateId: string, excerpt: string) => post(1, { editedAt: at(9), updateId, excerpt });
    await events.store({ posts: [edit('12', 'third'), post(1), edit('11', 'second')] });
    await events.store({ posts: [edit('11', 'second')] });
    expect(await reports.posts(channelId, window)).toMatchObject([{ excerpt: 'third', editedAt: at(9) }]);
  });

  it('cuts texts to 120 characters without breaking an emoji, and survives a NUL', async () => {
    await events.store({ posts: [post(1, { excerpt: `\0${'😀'.repeat(200)}` })] });
    expect((await reports.posts(channelId, window))[0]?.excerpt).toBe('😀'.repeat(120));
  });

  it('replaces reactions as a whole: an emoji taken back does not return with a late update', async () => {
    const list = (minute: number, updateId: string, counts: Record<string, number>) => ({
      ...{ channelId, messageId: 1, at: at(minute), updateId, counts },
    });
    await events.store({ posts: [post(1)], reactions: [list(3, '9', { '🔥': 2 })] });
    await events.store({ reactions: [list(2, '8', { '👍': 5, '🔥': 1 })] });
    expect(await reports.reactionTotals(channelId, window)).toEqual([{ emoji: '🔥', count: 2 }]);
    await events.store({ reactions: [list(4, '10', {})] });
    expect(await reports.reactionTotals(channelId, window)).toEqual([]);
    expect(await reports.posts(channelId, window)).toMatchObject([{ reactions: 0 }]);
  });

  it('leaves deleted posts out of reports and counts', async () => {
    await events.store({ posts: [post(1), post(2)] });
    await events.store({ deletions: [{ channelId, messageId: 1, at: at(30) }] });
    expect((await reports.posts(channelId, window)).map(({ messageId }) => messageId)).toEqual([2]);
    expect(await reports.days(channelId, '2026-11-23', '2026-11-23')).toMatchObject([{ posts: 1 }]);
  });

  it('takes a post for there again when something shows it later than it was missed', async () => {
    const seen = (minute: number) => ({ sightings: [{ channelId, messageId: 1, at: at(minute) }] });
    const shown = async () => (await reports.posts(channelId, window)).length;
    await events.store({ posts: [post(1)] });
    await events.store({ deletions: [{ channelId, messageId: 1, at: at(30) }] });
    await events.store(seen(29));
    expect(await shown()).toBe(0);
    expect(await events.store(seen(31))).toMatchObject({ changedChannels: [channelId] });
    expect(await shown()).toBe(1);
    expect(await reports.days(channelId, '2026-11-23', '2026-11-23')).toMatchObject([{ posts: 1 }]);
    // A look of before its last edit says nothing about it.
    await events.store({ posts: [post(1, { editedAt: at(40), updateId: '9' })] });
    await events.store({ deletions: [{ channelId, messageId: 1, at: at(35) }] });
    expect(await shown()).toBe(1);
  });

  it('counts boosts the same in whatever order, and however often, Telegram tells of them', async () => {
    const boost = (boostId: string, added: number, expires: number | null) => ({
      ...{ channelId, boostId, at: at(added), source: 'premium' },
      expiresAt: expires === null ? null : at(expires),
    });
    const story = [
      boost('kept', 1, 50),
      boost('ended', 2, 20),
      boost('taken back', 3, 50),
      boost('taken back', 10, null),
      boost('prolonged', 4, 20),
      boost('prolonged', 12, 50),
      boost('given anew', 5, 50),
      boost('given anew', 11, null),
      boost('given anew', 13, 55),
      boost('never seen given', 14, null),
    ];
    const boosts = new BoostsRepository(database);
    const shuffled = fc.shuffledSubarray([...story, ...story], { minLength: story.length * 2 });
    await fc.assert(
      fc.asyncProperty(shuffled, fc.integer({ min: 1, max: 20 }), async (told, size) => {
        await database.query('TRUNCATE channel_boosts');
        for (let from = 0; from < told.length; from += size)
          await events.store({ boosts: told.slice(from, from + size) });
        expect(await boosts.counts(channelId, at(30))).toEqual({ active: 3, since: at(1) });
      }),
      { numRuns: 12 },
    );
    expect(await events.store({ boosts: story })).toMatchObject({ changedChannels: [], boosts: 0 });
    expect(await boosts.counts('-1', at(30))).toEqual({ active: 0, since: null });
  });

  it('stores all of a batch or nothing', async () => {
    const bad = { ...membership('9', 'join'), kind: 'vanished' as 'join' };
    await expect(events.store({ posts: [post(1)], memberships: [bad] })).rejects.toMatchObject({
      code: '23514',
    });
    expect(await reports.posts(channelId, window)).toEqual([]);
  });
});
