import { createCache, deriveCacheKeys, type Cache } from '@analyticbot/caching';
import type { ChannelsRepository } from '@analyticbot/storage';
import { cacheGroups, type WorkerCacheGroups } from '../cache/cache-groups.js';
import { ChannelsService } from './channels.service.js';
import type { LostChannels } from './lost-channels.service.js';

const id = '-1001';
const groups = ['channel-overview', 'channel-facts', 'channel-administrators'] as const;

describe('a change of the rights of the bot', () => {
  let cache: Cache<WorkerCacheGroups>;
  let written: unknown[][];
  let service: ChannelsService;

  beforeEach(async () => {
    const encryption = { keys: deriveCacheKeys('a token', 'test', [1]) };
    cache = await createCache({ namespace: 'rights', schemaVersion: 1, groups: cacheGroups, encryption });
    written = [];
    /** Somebody asks while the change is being written, and gets what held before it. */
    const writing = async (...change: unknown[]) => {
      for (const group of groups) await cache.getOrLoad(group, [id], () => 'as before');
      written.push(change);
      return true;
    };
    const channels = {
      markLost: (...change: unknown[]) => writing('lost', ...change),
      markActive: (...change: unknown[]) => writing('active', ...change),
    } as unknown as ChannelsRepository;
    const unused = undefined as never;
    const losses = { lost: channels.markLost } as unknown as LostChannels;
    service = new ChannelsService(unused, channels, unused, unused, cache, unused, losses);
  });
  afterEach(() => cache.close());

  it.each([
    [false, 'lost'],
    [true, 'active'],
  ])('admin: %s, is stored as %s, and nothing from before it is served after it', async (admin, kind) => {
    const changedAt = '2026-11-25T10:00:00.000Z';
    expect(await service.changeBotStatus({ channelId: id, admin, changedAt } as never)).toEqual({
      applied: true,
      tell: [],
    });
    expect(written).toEqual([expect.arrayContaining([kind, id, new Date(changedAt)])]);
    for (const group of groups) expect(await cache.get(group, [id])).toBeUndefined();
  });
});
