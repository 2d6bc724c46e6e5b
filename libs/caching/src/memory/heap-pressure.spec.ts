import { getHeapStatistics } from 'node:v8';
import { eventually } from '@analyticbot/testing';
import { createCache } from '../index.js';
import { L1Store } from '../layers/l1-store.js';
import { LocalEntry } from '../layers/local-entry.js';
import { HeapPressure } from './heap-pressure.js';

jest.mock('node:v8', () => ({ ...jest.requireActual('node:v8'), getHeapStatistics: jest.fn() }));

describe('under heap pressure', () => {
  const fill = (store: L1Store, count: number) => {
    const l1 = store.group('g');
    for (let id = 0; id < count; id += 1) {
      const times = { freshUntil: 1, staleUntil: 1, graceUntil: 1, loadMs: 0, digest: 0, tags: [] };
      store.put(
        new LocalEntry({ value: id, weight: 600, ...times }, { key: `k${id}`, parts: [id], l1 }, [], 0, 0),
      );
    }
  };

  it('L1 gives way at once, never wholly, and takes its room back in calm times', () => {
    const store = new L1Store(10_000, 1_600_000);
    fill(store, 1_000);
    const heap = { usedBytes: 90, limitBytes: 100 };
    const pressure = new HeapPressure({
      maxBytes: store.maxBytes,
      read: () => heap,
      onLimit: (bytes) => store.limitTo(bytes),
    });
    const full = store.bytes;
    pressure.look();
    expect(store.limit).toBe(800_000);
    expect(store.bytes).toBeLessThanOrEqual(800_000);
    expect(store.evictions).toBeGreaterThan(0);
    for (let look = 0; look < 10; look += 1) pressure.look();
    expect(store.limit).toBe(100_000);

    heap.usedBytes = 80;
    pressure.look();
    expect(store.limit).toBe(100_000);
    heap.usedBytes = 50;
    for (let look = 0; look < 4; look += 1) pressure.look();
    expect(store.limit).toBe(store.maxBytes);
    fill(store, 1_000);
    expect(store.bytes).toBe(full);
    expect(store.group('g')).toMatchObject({ bytes: full, entries: 1_000 });
  });

  it('a cache looks at its process by itself', async () => {
    const heap = (usedHeap: number) =>
      jest
        .mocked(getHeapStatistics)
        .mockReturnValue({ used_heap_size: usedHeap, heap_size_limit: 100 } as ReturnType<
          typeof getHeapStatistics
        >);
    heap(90);
    const options = { namespace: 'heap', schemaVersion: 1, groups: { g: { ttlMs: 1_000 } } };
    const cache = await createCache({ ...options, l1MaxBytes: 1_600_000, heapCheckMs: 1 });
    await eventually(() => expect(cache.stats().l1LimitBytes).toBe(100_000));
    heap(50);
    await eventually(() => expect(cache.stats().l1LimitBytes).toBe(1_600_000));
    await cache.close();
  });
});
