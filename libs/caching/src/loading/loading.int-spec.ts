import { eventually } from '@analyticbot/testing';
import { LoadTimeoutError, NotSerialisableError } from '../index.js';
import { Clock, gate, replicasOnRedis } from '../replicas.contract.js';

describe('loading', () => {
  const on = replicasOnRedis();

  it('loads a cold key once for a thousand callers of two replicas', async () => {
    const caches = [await on.replicas.start(), await on.replicas.start()];
    let loads = 0;
    const loader = async () => {
      loads += 1;
      await new Promise((resolve) => setTimeout(resolve, 50));
      return { views: 7 };
    };
    const answers = await Promise.all(
      Array.from({ length: 1_000 }, (_, i) => caches[i % 2]?.getOrLoad('plain', ['channel', 1], loader)),
    );
    expect(loads).toBe(1);
    expect(answers.every((answer) => answer?.views === 7)).toBe(true);
  });

  it('answers from memory, and a fresh replica from Redis', async () => {
    const first = await on.replicas.start();
    await first.getOrLoad('plain', ['a'], () => 'made');
    const never = () => Promise.reject(new Error('must not load'));
    expect(await first.getOrLoad('plain', ['a'], never)).toBe('made');
    const second = await on.replicas.start();
    expect(await second.getOrLoad('plain', ['a'], never)).toBe('made');
    expect(first.stats().groups.plain).toMatchObject({ hitsL1: 1, hitsL2: 0, misses: 1, loads: 1 });
    expect(second.stats().groups.plain).toMatchObject({ hitsL1: 0, hitsL2: 1, misses: 0, loads: 0 });
  });

  it('loads when the replica that held the lock has died', async () => {
    const cache = await on.replicas.start({ lockMs: 200 });
    const other = on.redis.client();
    await other.set(`{${on.replicas.namespace}:v2:1:plain:a}!lock`, 'of a dead replica', 'PX', 200);
    expect(await cache.getOrLoad('plain', ['a'], () => 1)).toBe(1);
  });

  it('does not wait for a lock longer than it may', async () => {
    const cache = await on.replicas.start({ waitMs: 100 });
    const other = on.redis.client();
    await other.set(`{${on.replicas.namespace}:v2:1:plain:a}!lock`, 'of a slow replica', 'PX', 60_000);
    expect(await cache.getOrLoad('plain', ['a'], () => 1)).toBe(1);
    expect(await other.get(`{${on.replicas.namespace}:v2:1:plain:a}!lock`)).toBe('of a slow replica');
  });

  it('keeps the lock for as long as the loader works', async () => {
    const [first, second] = [
      await on.replicas.start({ lockMs: 150 }),
      await on.replicas.start({ lockMs: 150 }),
    ];
    const work = gate<string>();
    const loading = first.getOrLoad('plain', ['a'], () => work.promise);
    await eventually(() => expect(first.stats().loadsInFlight).toBe(1));
    const waiting = second.getOrLoad('plain', ['a'], () => 'a second load');
    setTimeout(() => work.open('the first load'), 600);
    expect(await Promise.all([loading, waiting])).toEqual(['the first load', 'the first load']);
  });

  it('serves a stale value at once and refreshes it once behind', async () => {
    const clock = new Clock();
    const cache = await on.replicas.start({ now: clock.now });
    await cache.getOrLoad('report', ['a'], () => 'old');
    clock.pass(70_000);
    const work = gate<string>();
    let loads = 0;
    const loader = () => ((loads += 1), work.promise);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => cache.getOrLoad('report', ['a'], loader)),
    );
    expect(new Set(answers)).toEqual(new Set(['old']));
    work.open('new');
    clock.pass(200);
    await eventually(async () => expect(await cache.getOrLoad('report', ['a'], loader)).toBe('new'));
    expect(loads).toBe(1);
  });

  it('serves a value within its grace when the loader fails, and tells the error after it', async () => {
    const clock = new Clock();
    const cache = await on.replicas.start({ now: clock.now });
    const broken = () => Promise.reject(new Error('the source is down'));
    await cache.getOrLoad('report', ['a'], () => 'last good');
    clock.pass(130_000);
    expect(await cache.getOrLoad('report', ['a'], broken)).toBe('last good');
    // For a second nobody bothers the broken source again.
    expect(await cache.getOrLoad('report', ['a'], broken)).toBe('last good');
    expect(cache.stats().groups.report).toMatchObject({ loadErrors: 1, staleServed: 2 });
    clock.pass(60_000);
    await expect(cache.getOrLoad('report', ['a'], broken)).rejects.toThrow('the source is down');
  });

  it('does not keep failures', async () => {
    const cache = await on.replicas.start();
    await expect(cache.getOrLoad('plain', ['a'], () => Promise.reject(new Error('down')))).rejects.toThrow(
      'down',
    );
    expect(await cache.getOrLoad('plain', ['a'], () => 'up')).toBe('up');
  });

  it('keeps "there is none" only where the group wants it', async () => {
    const cache = await on.replicas.start();
    const loader = jest.fn(() => undefined);
    await cache.getOrLoad('report', ['a'], loader);
    await cache.getOrLoad('report', ['a'], loader);
    expect(loader).toHaveBeenCalledTimes(1);
    await cache.getOrLoad('plain', ['a'], loader);
    await cache.getOrLoad('plain', ['a'], loader);
    expect(loader).toHaveBeenCalledTimes(3);
    expect(await (await on.replicas.start()).getOrLoad('report', ['a'], () => 'asked again')).toBeUndefined();
  });

  it('gives up on a loader that takes too long and tells it so', async () => {
    const cache = await on.replicas.start();
    let told: unknown;
    const endless = ({ signal }: { signal: AbortSignal }) =>
      new Promise<never>(() => signal.addEventListener('abort', () => (told = signal.reason)));
    await expect(cache.getOrLoad('slow', ['a'], endless)).rejects.toThrow(LoadTimeoutError);
    expect(told).toBeInstanceOf(LoadTimeoutError);
  });

  it('lets one caller leave without ending the load for the others', async () => {
    const cache = await on.replicas.start();
    const work = gate<number>();
    const leaving = new AbortController();
    const impatient = cache.getOrLoad('plain', ['a'], () => work.promise, { signal: leaving.signal });
    const patient = cache.getOrLoad('plain', ['a'], () => -1);
    leaving.abort(new Error('left'));
    await expect(impatient).rejects.toThrow('left');
    work.open(1);
    expect(await patient).toBe(1);
  });

  it('gives every caller the same frozen JSON, whichever layer answers', async () => {
    const cache = await on.replicas.start();
    const made = await cache.getOrLoad('plain', ['a'], () => ({ at: new Date(0), list: [1] }));
    expect(made).toEqual({ at: '1970-01-01T00:00:00.000Z', list: [1] });
    expect(() => made.list.push(2)).toThrow(TypeError);
    const far = await (await on.replicas.start()).get('plain', ['a']);
    expect(far).toEqual(made);
    expect(Object.isFrozen(far)).toBe(true);
    await expect(cache.getOrLoad('plain', ['b'], () => 1n)).rejects.toThrow(NotSerialisableError);
  });

  it('gives a value that is too large, but does not keep it', async () => {
    const cache = await on.replicas.start();
    const loader = jest.fn(() => 'x'.repeat(6_000));
    expect(await cache.getOrLoad('report', ['a'], loader)).toHaveLength(6_000);
    await cache.getOrLoad('report', ['a'], loader);
    expect(loader).toHaveBeenCalledTimes(2);
    expect(cache.stats()).toMatchObject({ l1Entries: 0, groups: { report: { tooLarge: 2 } } });
  });

  it('decides the time to live by the value', async () => {
    const clock = new Clock();
    const cache = await on.replicas.start({ now: clock.now });
    const loader = jest.fn(() => ({ final: false }));
    const ttlMs = (value: { final: boolean }) => (value.final ? 60_000 : 1_000);
    await cache.getOrLoad('plain', ['a'], loader, { ttlMs });
    clock.pass(2_000);
    await cache.getOrLoad('plain', ['a'], loader, { ttlMs });
    expect(loader).toHaveBeenCalledTimes(2);
  });
});
