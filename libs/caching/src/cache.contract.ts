import { randomBytes } from 'node:crypto';
import { type CacheLayer, type CachingOptions, defineCacheGroups, tag } from './index.js';
import type { Connector } from './wiring.js';
import { TwoLayerCache } from './two-layer-cache.js';
import { gate, TestBus } from './replicas.contract.js';

/** One way of putting the layers together. */
export interface Combination {
  readonly name: string;
  readonly layers: readonly CacheLayer[];
  readonly redis: boolean;
  readonly bus: boolean;
  readonly encrypted: boolean;
}

/** All that the applications may choose. */
export const combinations: readonly Combination[] = [
  { name: 'L1 only', layers: ['l1'], redis: false, bus: false, encrypted: false },
  { name: 'L2 only', layers: ['l2'], redis: true, bus: false, encrypted: false },
  { name: 'L2 only, encrypted', layers: ['l2'], redis: true, bus: false, encrypted: true },
  { name: 'both layers', layers: ['l1', 'l2'], redis: true, bus: false, encrypted: false },
  { name: 'both layers and a bus', layers: ['l1', 'l2'], redis: true, bus: true, encrypted: false },
  { name: 'both layers and a bus, encrypted', layers: ['l1', 'l2'], redis: true, bus: true, encrypted: true },
];

const tableOf = ({ layers, encrypted }: Combination) =>
  defineCacheGroups({
    report: {
      ttlMs: 60_000,
      staleMs: 60_000,
      graceMs: 60_000,
      negativeTtlMs: 1_000,
      layers,
      encrypted,
      staleOn: ['snapshot', 'title'],
    },
    title: { ttlMs: 60_000, layers, encrypted, staleOn: ['title'] },
  });
type Table = ReturnType<typeof tableOf>;

/** What every combination must do, whatever is underneath. */
export function cacheContract(combination: Combination, redisUrl: () => string): void {
  const bus = new TestBus();
  const open: TwoLayerCache<Table>[] = [];
  const key = randomBytes(32);
  let namespace = '';

  const start = async (options: Partial<CachingOptions<Table>> = {}, connect?: Connector) => {
    const cache = new TwoLayerCache<Table>(
      {
        namespace,
        schemaVersion: 1,
        groups: tableOf(combination),
        ...(combination.redis ? { redisUrl: redisUrl() } : {}),
        ...(combination.bus ? { bus: bus.end() } : {}),
        ...(combination.encrypted ? { encryption: { keys: [{ id: 'a', key }] } } : {}),
        ...options,
      },
      connect,
    );
    open.push(cache);
    return cache.whenReady(1_000);
  };

  beforeEach(() => (namespace = `contract-${randomBytes(6).toString('hex')}`));
  afterEach(() => Promise.all(open.splice(0).map((cache) => cache.close())));

  it('loads once for many callers and keeps the value, frozen', async () => {
    const cache = await start();
    const work = gate<{ views: number }>();
    const loader = jest.fn(() => work.promise);
    const asked = Array.from({ length: 50 }, () => cache.getOrLoad('report', ['c', 30], loader));
    work.open({ views: 7 });
    const answers = await Promise.all(asked);
    answers.push(...(await Promise.all([1, 2, 3].map(() => cache.getOrLoad('report', ['c', 30], loader)))));
    expect(loader).toHaveBeenCalledTimes(1);
    expect(answers.every((answer) => answer.views === 7)).toBe(true);
    const shared = await Promise.all([1, 2].map(() => cache.getOrLoad('report', ['c', 30], loader)));
    expect(shared.every(Object.isFrozen)).toBe(true);
  });

  it('never gives two callers the same value that one of them could change', async () => {
    const cache = await start();
    const loader = async () => ({ views: 7 });
    await cache.getOrLoad('report', ['c', 30], loader);
    await cache.getOrLoad('report', ['c', 30], loader); // calm: the next one goes alone
    const [first, second] = await Promise.all([1, 2].map(() => cache.getOrLoad('report', ['c', 30], loader)));
    if (!Object.isFrozen(first)) (first as { views: number }).views = 8;
    expect(second).toEqual({ views: 7 });
  });

  it.each([[null], [0], [''], [false], ['text'], [1.5], [[]], [{ a: [{ b: null }] }]])(
    'gives %j back as it was',
    async (value) => {
      const cache = await start();
      await cache.getOrLoad('report', ['v'], () => value);
      expect(await cache.getOrLoad<unknown>('report', ['v'], () => 'loaded again')).toEqual(value);
    },
  );

  it('gives large texts that are read at once back whole', async () => {
    const cache = await start();
    // Letters of two bytes, more of them than one read of a socket takes.
    const texts = Array.from({ length: 8 }, (_, channel) => `${channel}${'я'.repeat(50_000)}`);
    const load = () => Promise.all(texts.map((text, id) => cache.getOrLoad('report', [id], () => text)));
    await load();
    expect((await load()).every((text, id) => text === texts[id])).toBe(true);
  });

  it('keeps "there is none"', async () => {
    const cache = await start();
    await cache.getOrLoad('report', ['none'], () => undefined);
    expect(await cache.getOrLoad<unknown>('report', ['none'], () => 'loaded again')).toBeUndefined();
  });

  it('drops by change what is stale on it, of that scope, and nothing else', async () => {
    const cache = await start();
    const load = async (made: string) => [
      await cache.getOrLoad('report', ['c', 30], () => made),
      await cache.getOrLoad('report', ['d', 30], () => made),
      await cache.getOrLoad('title', ['c'], () => made),
    ];
    await load('old');
    await cache.changed('snapshot', ['c']);
    expect(await load('new')).toEqual(['new', 'old', 'old']);
    await cache.changed('title', ['c', 'd']);
    expect(await load('newer')).toEqual(['newer', 'newer', 'newer']);
  });

  it('drops by tag, set and delete', async () => {
    const cache = await start();
    const load = (made: string) => cache.getOrLoad('title', ['c'], () => made, { tags: [tag('t')] });
    await load('old');
    await cache.invalidate([tag('t')]);
    expect(await load('new')).toBe('new');
    await cache.set('title', ['c'], 'set');
    expect(await load('no')).toBe('set');
    await cache.delete('title', ['c']);
    expect(await load('loaded')).toBe('loaded');
  });

  if (!combination.redis) return;

  it('is shared by replicas and kept apart by schema versions', async () => {
    const [one, two, other] = [await start(), await start(), await start({ schemaVersion: 2 })];
    if (!combination.layers.includes('l2')) return;
    await one.set('title', ['c'], 'shared');
    expect(await two.get('title', ['c'])).toBe('shared');
    expect(await other.get('title', ['c'])).toBeUndefined();
  });

  it.each(['throw', 'stall', 'corrupt'] as const)(
    'answers from the loader when the client does this: %s',
    async (fault) => {
      const { FaultyConnection } = await import('./redis/connection/faulty-connection.contract.js');
      const faulty: InstanceType<typeof FaultyConnection>[] = [];
      const cache = await start(
        { l2TimeoutMs: 40, l2ProbeMs: 20, l2FailuresToOpen: 2, heapCheckMs: 0 },
        (url) => {
          const connection = new FaultyConnection(url);
          faulty.push(connection);
          return connection;
        },
      );
      await cache.getOrLoad('title', ['before'], () => 'kept');
      for (const connection of faulty) connection.fault = fault;
      for (const id of ['a', 'b', 'c']) {
        expect(await cache.getOrLoad('title', [id], () => id)).toBe(id);
        await cache.changed('title', [id]);
        expect(await cache.getOrLoad('title', [id], () => `${id} again`)).toBe(`${id} again`);
      }
      for (const connection of faulty) connection.fault = 'none';
      while (cache.stats().l2CircuitOpen) await new Promise((resolve) => setTimeout(resolve, 10));
      await cache.getOrLoad('title', ['after'], () => 'well');
      expect(await cache.getOrLoad('title', ['after'], () => 'loaded again')).toBe('well');
    },
  );
}
