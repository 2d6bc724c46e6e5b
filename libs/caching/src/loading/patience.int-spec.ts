import { eventually, startTestRedis, type TestRedis } from '@analyticbot/testing';
import { createCache, defineCacheGroups, type Cache, type CachingOptions } from '../index.js';
import { Clock, gate } from '../replicas.contract.js';

const groups = defineCacheGroups({
  soft: { ttlMs: 1_000, graceMs: 60_000, softTimeoutMs: 20 },
  early: { ttlMs: 10_000, earlyRefresh: 1 },
  plain: { ttlMs: 60_000 },
  grace: { ttlMs: 1_000, graceMs: 60_000 },
});

describe('how long callers wait, and what is kept of whom', () => {
  let redis: TestRedis;
  let namespace = 0;
  const open: Cache<typeof groups>[] = [];

  const start = async (options: Partial<CachingOptions<typeof groups>> = {}) => {
    const cache = await createCache({
      redisUrl: redis.url,
      namespace: `patience-${namespace}`,
      schemaVersion: 1,
      groups,
      ...options,
    });
    open.push(cache);
    return cache;
  };

  beforeAll(async () => {
    redis = await startTestRedis();
  });
  afterAll(() => redis.stop());
  beforeEach(() => (namespace += 1));
  afterEach(() => Promise.all(open.splice(0).map((cache) => cache.close())));

  it('serves a value within its grace when the loader is slow, and keeps what it makes later', async () => {
    const clock = new Clock();
    const cache = await start({ now: clock.now });
    await cache.getOrLoad('soft', ['a'], () => 'old');
    clock.pass(2_000);
    const work = gate<string>();
    expect(await cache.getOrLoad('soft', ['a'], () => work.promise)).toBe('old');
    expect(cache.stats().groups.soft).toMatchObject({ softTimeouts: 1, staleServed: 1 });
    work.open('new');
    await eventually(async () => expect(await cache.get('soft', ['a'])).toBe('new'));
  });

  it('tells nobody of a slow loader that fails in the end', async () => {
    const clock = new Clock();
    const cache = await start({ now: clock.now });
    await cache.getOrLoad('soft', ['a'], () => 'old');
    clock.pass(2_000);
    const work = gate<string>();
    expect(await cache.getOrLoad('soft', ['a'], () => work.promise)).toBe('old');
    work.fail(new Error('too late to matter'));
    await eventually(() => expect(cache.stats().loadsInFlight).toBe(0));
    expect(cache.stats().groups.soft?.loadErrors).toBe(1);
  });

  it('refreshes a value early where loading takes long, once, while it is served', async () => {
    const clock = new Clock();
    const chance = { value: 0 };
    const cache = await start({ now: clock.now, random: () => chance.value });
    await cache.getOrLoad(
      'early',
      ['a'],
      () => new Promise((resolve) => setTimeout(() => resolve('old'), 30)),
    );
    clock.pass(9_990);
    // A draw near one says "now": 30 ms of loading, 10 ms before the end.
    chance.value = 0.999;
    const work = gate<string>();
    const loader = jest.fn(() => work.promise);
    expect(await cache.getOrLoad('early', ['a'], loader)).toBe('old');
    expect(await cache.getOrLoad('early', ['a'], loader)).toBe('old');
    await eventually(() => expect(loader).toHaveBeenCalledTimes(1));
    work.open('new');
    await eventually(async () => expect(await cache.get('early', ['a'])).toBe('new'));
    expect(loader).toHaveBeenCalledTimes(1);
  });

  it('lets a replica that was stopped for too long write over nothing', async () => {
    const [stopped, other] = [await start({ lockMs: 60_000 }), await start()];
    const work = gate<string>();
    const late = stopped.getOrLoad('plain', ['a'], () => work.promise);
    await eventually(() => expect(stopped.stats().loadsInFlight).toBe(1));
    // As if its lock had run out meanwhile.
    await redis.client().del(`{patience-${namespace}:v2:1:plain:a}!lock`);
    expect(await other.getOrLoad('plain', ['a'], () => 'loaded later')).toBe('loaded later');
    work.open('loaded before');
    expect(await late).toBe('loaded before');
    expect(await stopped.get('plain', ['a'])).toBe('loaded later');
    expect(await (await start()).get('plain', ['a'])).toBe('loaded later');
  });

  it('takes up to a tenth off the time to live, so that values do not expire together', async () => {
    const clock = new Clock();
    const chance = { value: 0 };
    const cache = await start({ now: clock.now, random: () => chance.value });
    await cache.set('plain', ['whole'], 'kept');
    chance.value = 0.99;
    await cache.set('plain', ['shortened'], 'kept');
    clock.pass(0.95 * groups.plain.ttlMs);
    expect(await cache.get('plain', ['whole'])).toBe('kept');
    expect(await cache.get('plain', ['shortened'])).toBeUndefined();
  });

  it('lets few loads through while Redis is away and for a while after, and the rest after them', async () => {
    const clock = new Clock();
    const impatient = { l2FailuresToOpen: 1, l2TimeoutMs: 50, l2ProbeMs: 20 };
    const cache = await start({ ...impatient, now: clock.now, guardedLoads: 2, guardMs: 10_000 });
    await cache.getOrLoad('soft', ['in its grace'], () => 'old');
    clock.pass(2_000);
    await redis.crash();
    await cache.getOrLoad('plain', ['opens the circuit'], () => 1);
    expect(cache.stats().l2CircuitOpen).toBe(true);
    /** Asks for twenty keys at once and lets the loads go on when `inFlight` of them are under way. */
    const burst = async (round: string, inFlight: number) => {
      let [running, most] = [0, 0];
      const work = gate<undefined>();
      const asked = Array.from({ length: 20 }, (_, id) =>
        cache.getOrLoad('plain', [round, id], async () => {
          most = Math.max(most, (running += 1));
          await work.promise;
          running -= 1;
          return id;
        }),
      );
      const expected = { loadsInFlight: inFlight, loadsWaiting: 20 - inFlight };
      await eventually(() => expect(cache.stats()).toMatchObject(expected));
      work.open(undefined);
      expect(await Promise.all(asked)).toEqual(Array.from({ length: 20 }, (_, id) => id));
      expect(most).toBe(inFlight);
      expect(cache.stats()).toMatchObject({ loadsInFlight: 0, loadsWaiting: 0 });
    };
    await burst('away', 2);
    await redis.restart();
    await eventually(() => expect(cache.stats().l2CircuitOpen).toBe(false));
    await burst('just back', 2);
    clock.pass(10_000);
    await burst('calm', 20);
  });

  it('serves a value within its grace rather than have its caller stand in line after an outage', async () => {
    const clock = new Clock();
    const impatient = { l2FailuresToOpen: 1, l2TimeoutMs: 50, l2ProbeMs: 60_000 };
    const cache = await start({ ...impatient, now: clock.now, guardedLoads: 1 });
    await cache.getOrLoad('grace', ['a'], () => 'old');
    clock.pass(2_000);
    await redis.crash();
    const work = gate<string>();
    const [first, inLine] = ['opens the circuit', 'b'].map((id) =>
      cache.getOrLoad('grace', [id], () => work.promise),
    );
    await eventually(() => expect(cache.stats()).toMatchObject({ loadsInFlight: 1, loadsWaiting: 1 }));
    expect(await cache.getOrLoad('grace', ['a'], () => work.promise)).toBe('old');
    work.open('new');
    expect(await Promise.all([first, inLine])).toEqual(['new', 'new']);
    await redis.restart();
  });
});
