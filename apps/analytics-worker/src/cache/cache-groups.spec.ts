import { createCache, deriveCacheKeys, type Cache, type ChangeName } from '@analyticbot/caching';
import { renamedChannels } from '../events/renamed-channels.js';
import { cacheGroups, type WorkerCacheGroups } from './cache-groups.js';

describe('what a change makes out of date', () => {
  let cache: Cache<WorkerCacheGroups>;
  const groups = Object.keys(cacheGroups) as (keyof WorkerCacheGroups)[];

  beforeEach(async () => {
    const encryption = { keys: deriveCacheKeys('a token', 'test', [1]) };
    cache = await createCache({ namespace: 'rules', schemaVersion: 1, groups: cacheGroups, encryption });
    for (const group of groups) for (const channel of ['c', 'd']) await cache.set(group, [channel], 'kept');
  });
  afterEach(() => cache.close());

  const gone = async (channel: string) => {
    const found = await Promise.all(groups.map((group) => cache.get(group, [channel])));
    return groups.filter((_, position) => found[position] === undefined);
  };

  it.each<[ChangeName<WorkerCacheGroups>, string[]]>([
    ['snapshot-stored', ['channel-overview', 'channel-figures', 'channel-forecast']],
    ['events-stored', ['channel-overview', 'channel-figures', 'channel-forecast']],
    ['channel-renamed', ['channel-facts', 'channel-overview']],
    ['administrators-changed', ['channel-administrators']],
    [
      'access-changed',
      ['channel-administrators', 'channel-facts', 'channel-overview', 'channel-figures', 'channel-forecast'],
    ],
  ])('%s: %j of that channel, and nothing of others', async (change, stale) => {
    await cache.changed(change, ['c']);
    expect(await gone('c')).toEqual(stale);
    expect(await gone('d')).toEqual([]);
  });

  it('a new title is seen in the update that tells it', () => {
    const title = { update_id: 1, channel_post: { chat: { id: -1001 }, new_chat_title: 'New' } };
    const post = { update_id: 2, channel_post: { chat: { id: -1002 }, text: 'hello' } };
    expect(renamedChannels([title, post, title])).toEqual(['-1001']);
  });
});
