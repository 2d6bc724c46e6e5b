import { eventually } from '@analyticbot/testing';
import { tag } from '../index.js';
import { Clock, gate, replicasOnRedis, TestBus } from '../replicas.contract.js';

describe('invalidation', () => {
  const on = replicasOnRedis();
  const tags = [tag('channel', 1)];

  /** A source of truth: the loader reads it. */
  const source = () => {
    const state = { value: 1 };
    return { state, read: () => state.value };
  };

  it.each(['plain', 'far', 'near'] as const)('is seen at once by the replica itself (%s)', async (group) => {
    const cache = await on.replicas.start();
    const { state, read } = source();
    for (let round = 1; round <= 5; round += 1) {
      state.value = round;
      await cache.invalidate(tags);
      expect(await cache.getOrLoad(group, ['a'], read, { tags })).toBe(round);
      expect(await cache.getOrLoad(group, ['a'], () => -1, { tags })).toBe(round);
    }
  });

  it('is seen at once by other replicas over the bus', async () => {
    const bus = new TestBus();
    const [one, two] = [
      await on.replicas.start({ bus: bus.end() }),
      await on.replicas.start({ bus: bus.end() }),
    ];
    const { state, read } = source();
    await one.getOrLoad('plain', ['a'], read, { tags });
    await two.getOrLoad('plain', ['a'], read, { tags });
    state.value = 2;
    await one.invalidate(tags);
    expect(await two.getOrLoad('plain', ['a'], read, { tags })).toBe(2);
    expect(await two.get('plain', ['a'])).toBe(2);
  });

  it('is seen by other replicas without a bus, within the time to revalidate', async () => {
    const clock = new Clock();
    const [one, two] = [
      await on.replicas.start({ now: clock.now }),
      await on.replicas.start({ now: clock.now }),
    ];
    const { state, read } = source();
    await one.getOrLoad('plain', ['a'], read, { tags });
    await two.getOrLoad('plain', ['a'], read, { tags });
    state.value = 2;
    await one.invalidate(tags);
    clock.pass(1_000);
    expect(await two.getOrLoad('plain', ['a'], read, { tags })).toBe(2);
  });

  it('is found in Redis after the bus was down', async () => {
    const bus = new TestBus();
    const [one, two] = [
      await on.replicas.start({ bus: bus.end() }),
      await on.replicas.start({ bus: bus.end() }),
    ];
    const { state, read } = source();
    await one.getOrLoad('plain', ['a'], read, { tags });
    await two.getOrLoad('plain', ['a'], read, { tags });
    bus.cut();
    state.value = 2;
    await one.invalidate(tags);
    bus.restore();
    await eventually(async () => expect(await two.getOrLoad('plain', ['a'], read, { tags })).toBe(2), {
      timeoutMs: 3_000,
    });
  });

  it('leaves values with other tags alone', async () => {
    const cache = await on.replicas.start();
    await cache.getOrLoad('plain', ['title'], () => 'kept', { tags: [tag('title', 1)] });
    await cache.invalidate(tags);
    expect(await cache.getOrLoad('plain', ['title'], () => 'loaded again')).toBe('kept');
  });

  it('keeps out a value that was being loaded when it came', async () => {
    const cache = await on.replicas.start();
    const work = gate<string>();
    const before = cache.getOrLoad('plain', ['a'], () => work.promise, { tags });
    await eventually(() => expect(cache.stats().loadsInFlight).toBe(1));
    await cache.invalidate(tags);
    const after = cache.getOrLoad('plain', ['a'], () => 'read after', { tags });
    work.open('read before');
    expect(await before).toBe('read before');
    expect(await after).toBe('read after');
    expect(await cache.get('plain', ['a'])).toBe('read after');
    expect(await (await on.replicas.start()).get('plain', ['a'])).toBe('read after');
  });

  it('keeps a value that was set while an older one was being loaded', async () => {
    const cache = await on.replicas.start();
    const work = gate<string>();
    const loading = cache.getOrLoad('plain', ['a'], () => work.promise);
    await eventually(() => expect(cache.stats().loadsInFlight).toBe(1));
    await cache.set('plain', ['a'], 'set');
    work.open('loaded');
    expect(await loading).toBe('loaded');
    expect(await cache.get('plain', ['a'])).toBe('set');
    expect(await (await on.replicas.start()).get('plain', ['a'])).toBe('set');
  });

  it('never revives a value when Redis evicts the generation', async () => {
    const cache = await on.replicas.start();
    await cache.getOrLoad('plain', ['a'], () => 'old', { tags });
    await cache.invalidate(tags);
    await on.redis.client().del(`${on.replicas.namespace}:t:${tags[0]}`);
    const other = await on.replicas.start();
    expect(await other.getOrLoad('plain', ['a'], () => 'new', { tags })).toBe('new');
    await on.redis.client().del(`${on.replicas.namespace}:t:${tags[0]}`);
    await other.invalidate(tags);
    expect(await (await on.replicas.start()).get('plain', ['a'])).toBeUndefined();
  });

  it('does not let a new version read the old one, and reaches both', async () => {
    const [old, young] = [await on.replicas.start(), await on.replicas.start({ schemaVersion: 2 })];
    await old.getOrLoad('far', ['a'], () => 'old shape', { tags });
    expect(await young.get('far', ['a'])).toBeUndefined();
    await young.invalidate(tags);
    expect(await old.get('far', ['a'])).toBeUndefined();
  });

  it('drops and replaces single values, also elsewhere over the bus', async () => {
    const bus = new TestBus();
    const [one, two] = [
      await on.replicas.start({ bus: bus.end() }),
      await on.replicas.start({ bus: bus.end() }),
    ];
    await one.set('plain', ['a'], 'first');
    expect(await two.get('plain', ['a'])).toBe('first');
    await one.set('plain', ['a'], 'second');
    expect(await two.get('plain', ['a'])).toBe('second');
    await one.delete('plain', ['a']);
    expect(await one.get('plain', ['a'])).toBeUndefined();
    expect(await two.get('plain', ['a'])).toBeUndefined();
  });

  it('is one step a tag, however many values carry it, and looks through no keys', async () => {
    const cache = await on.replicas.start();
    for (let id = 0; id < 100; id += 1) await cache.set('plain', [id], 'old', { tags });
    await on.redis.client().config('RESETSTAT');
    await cache.invalidate(tags);
    const found = await Promise.all(Array.from({ length: 100 }, (_, id) => cache.get('plain', [id])));
    expect(new Set(found)).toEqual(new Set([undefined]));
    const stats = await on.redis.client().info('commandstats');
    const calls = new Map(
      [...stats.matchAll(/cmdstat_([^:]+):calls=(\d+)/g)].map(([, name, n]) => [name, Number(n)]),
    );
    expect(calls.get('evalsha')).toBe(1);
    for (const command of ['keys', 'scan', 'sscan', 'smembers', 'del', 'unlink']) {
      expect(calls.has(command)).toBe(false);
    }
  });

  it('refuses tags and keys that are none', async () => {
    const cache = await on.replicas.start();
    await expect(cache.invalidate(['a b'])).rejects.toMatchObject({ code: 'E_CACHE_KEY' });
    await expect(cache.get('plain', [Number.NaN])).rejects.toMatchObject({ code: 'E_CACHE_KEY' });
    await expect(cache.get('nowhere' as 'plain', [])).rejects.toMatchObject({
      code: 'E_CACHE_UNKNOWN_GROUP',
    });
  });
});
