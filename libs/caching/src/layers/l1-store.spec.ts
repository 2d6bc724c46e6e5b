import { Replicas } from '../replicas.contract.js';

describe('the layer in the process', () => {
  let replicas: Replicas;

  beforeEach(() => {
    replicas = new Replicas(undefined);
  });
  afterEach(() => replicas.stop());

  it('stays within its bytes and keeps what is used', async () => {
    const cache = await replicas.start({ l1MaxBytes: 100_000 });
    for (let i = 0; i < 500; i += 1) {
      await cache.set('near', [i], 'x'.repeat(1_000));
      await cache.get('near', [0]);
      expect(cache.stats().l1Bytes).toBeLessThanOrEqual(100_000);
    }
    expect(cache.stats().l1Entries).toBeGreaterThan(50);
    expect(await cache.get('near', [0])).toHaveLength(1_000);
    expect(await cache.get('near', [1])).toBeUndefined();
  });

  it('stays within its entries', async () => {
    const cache = await replicas.start({ l1MaxEntries: 10 });
    for (let i = 0; i < 50; i += 1) await cache.set('near', [i], i);
    expect(cache.stats().l1Entries).toBe(10);
  });

  it('drops the values of tags it has no room to remember', async () => {
    const cache = await replicas.start({ l1MaxEntries: 2 });
    await cache.set('near', ['a'], 1, { tags: ['first'] });
    const many = Array.from({ length: 8 }, (_, i) => `tag-${i}`);
    await cache.set('near', ['b'], 1, { tags: many });
    expect(await cache.get('near', ['a'])).toBeUndefined();
  });

  it('works alone, with tags', async () => {
    const cache = await replicas.start();
    expect(await cache.getOrLoad('plain', ['a'], () => 1, { tags: ['t'] })).toBe(1);
    expect(await cache.getOrLoad('plain', ['a'], () => 2, { tags: ['t'] })).toBe(1);
    await cache.invalidate(['t']);
    expect(await cache.getOrLoad('plain', ['a'], () => 2, { tags: ['t'] })).toBe(2);
  });
});
