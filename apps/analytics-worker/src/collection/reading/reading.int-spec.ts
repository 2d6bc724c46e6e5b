import { ReportsRepository } from '@analyticbot/storage';
import { SourceError, TelegramError } from '@analyticbot/telegram';
import { startCollectionWorld, type CollectionWorld } from '../collection-world.contract.js';

const minute = 60_000;
const hour = 60 * minute;

describe('reading', () => {
  let world: CollectionWorld;
  beforeAll(async () => {
    world = await startCollectionWorld();
  });
  beforeEach(() => world.reset());
  afterAll(() => world.stop());
  const nextIn = async (id: string) =>
    ((await world.channels.byId(id))?.nextCollectAt?.getTime() ?? 0) - world.now.getTime();

  // Somebody looked an hour ago.
  beforeEach(() => world.worker().interests.looked('-1', new Date(+world.start - hour)));

  const posts = (number: number) =>
    Array.from({ length: number }, (_, index) => ({
      ...{ id: 100 - index, postedAt: new Date(+world.start - (index + 1) * hour), views: 1_000 + index },
    }));

  it('reads everything at first, then what is due, then nothing', async () => {
    await world.register('-1');
    world.page.posts = posts(45);
    await world.collect('-1', 'first');
    expect(world.page.pages).toBe(3);
    expect(world.counted).toHaveLength(1);
    expect(await nextIn('-1')).toBe(hour);
    world.later(hour);
    await world.collect('-1');
    // The day's posts lie on two pages.
    expect(world.page.pages).toBe(5);
    await world.collect('-1');
    expect(world.page.pages).toBe(5);
    expect(world.counted).toHaveLength(2);
  });

  it('keeps with each figure where it comes from, and why from there', async () => {
    await world.register('-1');
    world.page.posts = posts(3);
    await world.collect('-1', 'first');
    const kept = (table: string) =>
      world.database.query(`SELECT DISTINCT source, source_reason AS reason FROM ${table}`);
    expect(await kept('channel_snapshots')).toEqual([{ source: 'bot-api', reason: 'preferred' }]);
    expect(await kept('post_snapshots')).toEqual([{ source: 'preview', reason: 'mtproto:switched-off' }]);
  });

  it('stores an unchanged figure once, and still knows that it looked', async () => {
    await world.register('-1');
    world.page.posts = posts(9).slice(8);
    await world.collect('-1', 'first');
    world.later(hour);
    await world.collect('-1');
    const stored = () => world.database.query('SELECT taken_at, views FROM post_snapshots ORDER BY taken_at');
    expect(await stored()).toHaveLength(1);
    expect((await world.collection.knownPosts('-1', new Date(0)))[0]?.readAt).toEqual(world.now);
    const looked = world.now;
    world.later(hour);
    world.page.posts[0]!.views = 5_000;
    await world.collect('-1');
    // The plateau's end is stored when it is known.
    expect((await stored()).slice(1)).toEqual([
      { taken_at: looked, views: 1_008 },
      { taken_at: world.now, views: 5_000 },
    ]);
  });

  it('keeps what was read before the source failed, goes on later, and stores nothing twice', async () => {
    await world.register('-1');
    world.page.posts = posts(45);
    world.page.failAfter = 30;
    await world.collect('-1', 'first');
    expect(await world.channels.byId('-1')).toMatchObject({
      failures: 1,
      lastErrorCode: 'E_PREVIEW_UNAVAILABLE',
    });
    // What was read before it failed is kept.
    const stored = () =>
      world.database.query<{ message_id: number }>('SELECT message_id FROM post_snapshots');
    expect(await stored()).toHaveLength(30);
    world.page.failAfter = Number.POSITIVE_INFINITY;
    await world.collect('-1', 'first');
    await world.collect('-1', 'first');
    const rows = await stored();
    expect(new Set(rows.map(({ message_id: id }) => id)).size).toBe(45);
    expect(rows).toHaveLength(45);
    expect(await world.channels.byId('-1')).toMatchObject({ failures: 0 });
  });

  it('lets a channel that fails rest longer each time, and others go on', async () => {
    await world.register('-1');
    await world.register('-2');
    const pauses: number[] = [];
    for (let failure = 0; failure < 4; failure += 1) {
      world.page.failAfter = 0;
      world.page.posts = posts(1);
      await world.collect('-1', 'first');
      pauses.push(await nextIn('-1'));
      world.later(1_000);
    }
    pauses.reduce((shorter, longer) => {
      expect(longer).toBeGreaterThan(shorter);
      return longer;
    });
    world.page.failAfter = Number.POSITIVE_INFINITY;
    await world.collect('-2', 'first');
    expect((await world.channels.byId('-2'))?.lastCollectedAt).toEqual(world.now);
    // News of the channel don't end its rest.
    await world.collection.bringForward([{ id: '-1', at: world.now }]);
    expect(await nextIn('-1')).toBeGreaterThan(minute);
  });

  it('notices a deleted post at the second look that misses it, and takes it back when it is seen again', async () => {
    await world.register('-1');
    world.page.posts = posts(10);
    await world.collect('-1', 'first');
    const reports = new ReportsRepository(world.database);
    const ids = async () =>
      (await reports.posts('-1', { from: new Date(0), to: world.now })).map(({ messageId }) => messageId);
    const gone = world.page.posts.find(({ id }) => id === 95);
    world.page.posts = world.page.posts.filter((post) => post !== gone);
    world.later(hour);
    await world.collect('-1');
    expect(await ids()).toContain(95);
    world.later(hour);
    await world.collect('-1');
    expect(await ids()).not.toContain(95);
    expect(await ids()).toHaveLength(9);
    // The page was wrong: the next look that shows the post brings it back.
    world.page.posts.push({ id: 95, postedAt: gone!.postedAt, views: 1_234 });
    world.later(hour);
    await world.collect('-1');
    expect(await ids()).toContain(95);
    expect(await ids()).toHaveLength(10);
  });

  it('keeps what it knows of a channel that became private', async () => {
    await world.register('-1');
    world.page.posts = posts(5);
    await world.collect('-1', 'first');
    world.page.hold = () => {
      throw new SourceError('E_PREVIEW_NO_POSTS', 'no preview');
    };
    const reports = new ReportsRepository(world.database);
    for (let look = 0; look < 3; look += 1) {
      world.later(hour);
      await world.collect('-1');
    }
    const known = await reports.posts('-1', { from: new Date(0), to: world.now });
    expect(known.map(({ views }) => views)).toEqual(expect.arrayContaining([1_000, 1_004]));
    expect(known).toHaveLength(5);
    expect(await world.channels.byId('-1')).toMatchObject({ status: 'active', failures: 0 });
    // An update told of its new state: no source gives views of it, and none is asked.
    await world.channels.upsert({ id: '-1', username: null, title: 'C', seenAt: world.now });
    const { pages } = world.page;
    world.later(hour);
    await world.collect('-1', 'first');
    expect(world.page.pages).toBe(pages);
  });

  it('counts subscribers by their own clock', async () => {
    await world.register('-1');
    await world.collect('-1', 'first');
    world.later(20 * minute);
    await world.collect('-1');
    expect(world.counted).toHaveLength(1);
    await world.worker().interests.looked('-1', world.now);
    await world.collect('-1');
    expect(world.counted).toHaveLength(2);
  });

  describe('a channel that is lost', () => {
    const refused = () => {
      throw new TelegramError('E_TELEGRAM_NOT_A_MEMBER', 'kicked');
    };
    beforeEach(async () => {
      await world.register('-1');
      await world.channels.replaceAdministrators(
        '-1',
        [
          { userId: '7', status: 'creator', rights: [] },
          { userId: '8', status: 'administrator', rights: [] },
        ],
        world.now,
      );
    });
    const told = () => world.published.filter(({ pattern }) => pattern === 'channel.lost');

    it('is noticed by a reading, and told under one id, whoever notices it as well', async () => {
      world.subscribers = refused;
      await world.collect('-1', 'first');
      await world.collect('-1', 'first');
      expect(await world.channels.byId('-1')).toMatchObject({
        ...{ status: 'lost', lostReason: 'E_TELEGRAM_NOT_A_MEMBER' },
      });
      expect(told()).toMatchObject([{ channelId: '-1', title: 'C', tell: ['7', '8'] }]);
      // The update that told of it comes late, and is redelivered.
      const { losses } = world.worker();
      for (let time = 0; time < 2; time += 1) await losses.lost('-1', 'bot-removed', world.now);
      expect(new Set(told().map(({ lossId }) => lossId)).size).toBe(1);
      expect(await world.worker().planner.plan(new Date(+world.now + 20 * minute))).toBe(0);
    });

    it('is another loss when the rights had come back in between', async () => {
      world.subscribers = refused;
      await world.collect('-1', 'first');
      world.later(minute);
      await world.channels.markActive('-1', world.now);
      world.later(minute);
      await world.collect('-1', 'first');
      expect(new Set(told().map(({ lossId }) => lossId)).size).toBe(2);
    });

    it('stays when rights came back while it was read', async () => {
      world.subscribers = () => {
        world.later(1_000);
        return refused();
      };
      const reading = world.now;
      await world.channels.markActive('-1', new Date(+reading + 500));
      await world.collect('-1', 'first');
      expect(await world.channels.byId('-1')).toMatchObject({ status: 'active', failures: 1 });
      expect(told()).toEqual([]);
    });
  });
});
