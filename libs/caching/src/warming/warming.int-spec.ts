import { eventually, startTestRedis, type TestRedis } from '@analyticbot/testing';
import { defineCacheGroups, type CachingOptions } from '../index.js';
import { TwoLayerCache } from '../two-layer-cache.js';

const groups = defineCacheGroups({ report: { ttlMs: 60_000 }, other: { ttlMs: 60_000 } });
type Table = typeof groups;

describe('warming', () => {
  let redis: TestRedis;
  const open: TwoLayerCache<Table>[] = [];
  const start = (options: Partial<CachingOptions<Table>> = {}) => {
    const cache = new TwoLayerCache<Table>({
      redisUrl: redis.url,
      namespace: 'warming',
      schemaVersion: 1,
      groups,
      ...options,
    });
    open.push(cache);
    return cache.whenReady(1_000);
  };

  beforeAll(async () => {
    redis = await startTestRedis();
  });
  afterAll(() => redis.stop());
  afterEach(() => Promise.all(open.splice(0).map((cache) => cache.close())));

  it('loads after a deployment what was dearest before it, the dearest first', async () => {
    const old = await start({ noteHotKeysMs: 20 });
    const slowly = (ms: number) => () => new Promise((resolve) => setTimeout(() => resolve(ms), ms));
    await old.getOrLoad('report', ['cheap', 1], () => 1);
    await old.getOrLoad('report', ['dear', 1], slowly(40));
    await old.getOrLoad('other', ['nobody warms this'], slowly(60));
    await eventually(async () => expect(await redis.client().zcard('warming:hot')).toBe(3));

    const young = await start({ schemaVersion: 2, warmOnStart: { perSecond: 1_000 } });
    const asked: unknown[] = [];
    young.warmBy('report', async (parts) => {
      asked.push(parts);
      await young.getOrLoad('report', parts, () => 'warmed');
    });
    young.onApplicationBootstrap();
    await eventually(() =>
      expect(asked).toEqual([
        ['dear', 1],
        ['cheap', 1],
      ]),
    );
    await eventually(async () => expect(await young.get('report', ['cheap', 1])).toBe('warmed'));
  });

  it('warms what it is told, no more than that, and goes on after a failure', async () => {
    const cache = await start();
    cache.warmBy('report', ([id]) =>
      cache.getOrLoad('report', [id as string], () =>
        id === 'gone' ? Promise.reject(new Error('gone')) : 'warmed',
      ),
    );
    const keys = ['gone', 'a', 'b', 'c'].map((id) => ({ group: 'report', parts: [id] }));
    expect(await cache.warm({ keys, atMost: 3, perSecond: 1_000 })).toEqual({ warmed: 2, failed: 1 });
    expect(await cache.get('report', ['b'])).toBe('warmed');
    expect(await cache.get('report', ['c'])).toBeUndefined();
  });

  it('does nothing, and fails nobody, without Redis or when told to stop', async () => {
    const alone = new TwoLayerCache<Table>({ namespace: 'alone', schemaVersion: 1, groups });
    open.push(alone);
    alone.warmBy('report', () => Promise.resolve());
    expect(await alone.warm()).toEqual({ warmed: 0, failed: 0 });
    const keys = [{ group: 'report', parts: ['a'] }];
    expect(await alone.warm({ keys, signal: AbortSignal.abort() })).toEqual({ warmed: 0, failed: 0 });
  });

  it('pauses between keys', async () => {
    const cache = await start();
    const asked: unknown[] = [];
    cache.warmBy('report', async ([id]) => asked.push(id));
    const keys = ['a', 'b'].map((id) => ({ group: 'report', parts: [id] }));
    const leaving = new AbortController();
    // A key each thousand seconds.
    const warming = cache.warm({ keys, perSecond: 0.001, signal: leaving.signal });
    await eventually(() => expect(asked).toEqual(['a']));
    await cache.get('other', ['another turn']);
    leaving.abort();
    expect(await warming).toEqual({ warmed: 1, failed: 0 });
    expect(asked).toEqual(['a']);
  });
});
