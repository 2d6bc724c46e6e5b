import { randomBytes } from 'node:crypto';
import { startTestRedis, type TestRedis } from '@analyticbot/testing';
import { createCache, defineCacheGroups, deriveCacheKeys, type Cache, type CacheKey } from '../index.js';

const groups = defineCacheGroups({ people: { ttlMs: 60_000, layers: ['l2'], encrypted: true } });
const key = (id: string): CacheKey => ({ id, key: randomBytes(32) });

describe('values of sensitive groups', () => {
  let redis: TestRedis;
  const open: Cache<typeof groups>[] = [];
  const start = async (keys: readonly CacheKey[]) => {
    const cache = await createCache({
      redisUrl: redis.url,
      namespace: 'sealed',
      schemaVersion: 1,
      groups,
      encryption: { keys },
    });
    open.push(cache);
    return cache;
  };
  const place = (id: string) => `sealed:v2:1:people:${id}`;

  beforeAll(async () => {
    redis = await startTestRedis();
  });
  afterAll(() => redis.stop());
  afterEach(() => Promise.all(open.splice(0).map((cache) => cache.close())));

  it('stand in Redis for nobody to read', async () => {
    const cache = await start([key('a')]);
    await cache.set('people', ['c'], [{ userId: '4711' }]);
    const stored = String(await redis.client().get(place('c')));
    expect(stored).not.toContain('4711');
    expect(stored).not.toContain('userId');
    expect(await cache.get('people', ['c'])).toEqual([{ userId: '4711' }]);
  });

  it('are a miss, removed and counted, when somebody has changed or moved them', async () => {
    const cache = await start([key('a')]);
    const client = redis.client();
    await cache.set('people', ['c'], 'of c');
    const stored = String(await client.get(place('c')));
    const forged = {
      moved: stored,
      prolonged: stored.replace(/(?<=",)\d+/, '9999999999999'),
      bent: stored.replace(/"a\.(.)/, (_, first) => `"a.${first === 'A' ? 'B' : 'A'}`),
      inTheClear: JSON.stringify([1, 'forged', 9e15, 0, 0, 0, 1]),
    };
    for (const [id, text] of Object.entries(forged)) {
      await client.set(place(id), text);
      expect(await cache.get('people', [id])).toBeUndefined();
      await cache.get('people', ['any other, after the removal']);
      expect(await client.exists(place(id))).toBe(0);
    }
    expect(cache.stats().undecodable).toBe(4);
    await client.set(place('c'), forged.prolonged);
    expect(await cache.get('people', ['c'])).toBeUndefined();
  });

  it('are read under an older key until it is taken away', async () => {
    const [older, newer] = [key('older'), key('newer')];
    await (await start([older])).set('people', ['c'], 'kept');
    const both = await start([newer, older]);
    expect(await both.get('people', ['c'])).toBe('kept');
    await both.set('people', ['d'], 'sealed anew');
    const only = await start([newer]);
    expect(await only.get('people', ['d'])).toBe('sealed anew');
    expect(await only.get('people', ['c'])).toBeUndefined();
  });

  it('need keys that are fit, and the error shows none', async () => {
    const make = (keys: CacheKey[]) => start(keys);
    await expect(make([])).rejects.toMatchObject({ code: 'E_CACHE_OPTION' });
    await expect(make([{ id: 'a', key: Buffer.from('too short') }])).rejects.toThrow(/32 bytes/);
    await expect(make([{ id: 'a', key: Buffer.from('too short') }])).rejects.not.toThrow(/too short/);
    const unsealed = { redisUrl: redis.url, namespace: 'sealed', schemaVersion: 1, groups };
    await expect(createCache(unsealed)).rejects.toThrow(/people/);
  });

  it('have keys derived from one secret, another for each version', () => {
    const [two, one] = deriveCacheKeys('a secret', 'salt', [2, 1]);
    expect([two?.id, one?.id]).toEqual(['v2', 'v1']);
    expect(two?.key).not.toEqual(one?.key);
    expect(deriveCacheKeys('a secret', 'salt', [1])[0]?.key).toEqual(one?.key);
  });
});
