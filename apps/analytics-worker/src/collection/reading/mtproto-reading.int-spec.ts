import type { Cache } from '@analyticbot/caching';
import { BoostsRepository, FiguresRepository, ReportsRepository } from '@analyticbot/storage';
import { MtprotoSource, type MtprotoRequest } from '@analyticbot/telegram';
import type { WorkerCacheGroups } from '../../cache/cache-groups.js';
import { ChannelOverviewService } from '../../reports/channel-overview.service.js';
import { startCollectionWorld, type CollectionWorld } from '../collection-world.contract.js';

const hour = 3_600_000;
const id = '-1001234567890';
const chat = { _: 'channel', id: 1_234_567_890, title: 'C', accessHash: 'opaque' };

describe('figures over MTProto', () => {
  let world: CollectionWorld;
  let messages: Record<string, unknown>[];
  let flood: boolean;

  beforeAll(async () => {
    world = await startCollectionWorld();
  });
  beforeEach(async () => {
    await world.reset();
    // A report is made for the present.
    world.now = new Date();
    flood = false;
    messages = [1, 2, 3, 4].map((number) => ({
      ...{ _: 'message', id: number, date: Math.floor(+world.now / 1000) - (5 - number) * 7_200 },
      ...{ message: `Post ${number}`, views: 1_000, forwards: 30, replies: { replies: 20 } },
      reactions: { results: [{ count: 50, reaction: { _: 'reactionEmoji', emoticon: '👍' } }] },
    }));
    const connection = {
      invoke: async (request: MtprotoRequest) => answer(request),
      session: async () => 'login',
      moveTo: async () => undefined,
      close: async () => undefined,
    };
    const store = { load: async () => undefined, save: async () => undefined };
    world.more = [new MtprotoSource({ open: async () => connection, store, clock: () => world.now })];
    await world.register(id, world.now);
  });
  afterAll(() => world.stop());

  function answer(request: MtprotoRequest): unknown {
    switch (request._) {
      case 'channels.getMessages':
        if (flood) throw Object.assign(new Error('FLOOD_WAIT_%d'), { text: 'FLOOD_WAIT_%d', seconds: 30 });
        return {
          messages: request.id.map(
            (one) =>
              messages.find((message) => message['id'] === one.id) ?? { _: 'messageEmpty', id: one.id },
          ),
        };
      case 'channels.getFullChannel':
        return { fullChat: { _: 'channelFull', participantsCount: 100, pts: 100 }, chats: [chat] };
      default:
        return { _: 'messages.chats', chats: [chat] };
    }
  }

  const overview = () => {
    const cache = {
      warmBy: () => undefined,
      getOrLoad: (_group: string, _key: unknown, load: () => unknown) => load(),
    } as unknown as Cache<WorkerCacheGroups>;
    const { database, channels } = world;
    return new ChannelOverviewService(
      ...([cache, channels, new ReportsRepository(database), new BoostsRepository(database)] as const),
      new FiguresRepository(database),
    ).overview(id);
  };
  const sourcesOfPosts = () =>
    world.database.query('SELECT DISTINCT source, source_reason AS reason FROM post_snapshots');

  it('bring forwards, comments and reactions into the engagement rate', async () => {
    await world.collect(id, 'first');
    expect(await sourcesOfPosts()).toEqual([{ source: 'mtproto', reason: 'preferred' }]);
    const { er, averageReach } = await overview();
    // (30 + 20 + 50) ÷ 1 000 for each of the four posts.
    expect(er).toMatchObject({ available: true, value: 0.1, source: 'mtproto', sampleSize: 4 });
    expect(er).not.toHaveProperty('atLeast', true);
    expect(averageReach).toMatchObject({ available: true, value: 1_000 });
    expect(world.page.pages).toBe(0);
  });

  it.each([
    [
      'leaves the counters out for bots',
      'mtproto:not-supported',
      () => void messages.forEach((one) => delete one['views']),
    ],
    ['asks for a pause', 'mtproto:resting', () => void (flood = true)],
  ])('come from the page in the same reading where Telegram %s', async (_what, reason, spoil) => {
    spoil();
    world.page.posts = [{ id: 4, postedAt: new Date(+world.now - hour), views: 900 }];
    await world.collect(id, 'first');
    expect(await sourcesOfPosts()).toEqual([{ source: 'preview', reason }]);
    expect(await world.channels.byId(id)).toMatchObject({ failures: 0, lastCollectedAt: world.now });
  });
});
