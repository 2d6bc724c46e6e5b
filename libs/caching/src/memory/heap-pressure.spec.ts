import { L1Store } from '../layers/l1-store.js';
import { LocalEntry } from '../layers/local-entry.js';
import { HeapPressure } from './heap-pressure.js';

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
});
