import { createCache, defineCacheGroups } from '@analyticbot/caching';

/** Bytes: the heap's growth, what L1 counts, and the JSON of the values. */
export interface MemoryMeasured {
  readonly heap: number;
  readonly counted: number;
  readonly json: number;
  readonly entries: number;
}

const groups = defineCacheGroups({ near: { ttlMs: 600_000, layers: ['l1'] } });
const kib = 1_000;

/** Fills L1 with entries of 1 kB each: one text, or rows of a report. Needs `--expose-gc`. */
export async function measureMemory(entries: number, kind: 'text' | 'rows'): Promise<MemoryMeasured> {
  const cache = await createCache({
    namespace: 'memory',
    schemaVersion: 1,
    groups,
    l1MaxEntries: entries,
    l1MaxBytes: 2 ** 31,
    heapCheckMs: 0,
  });
  const before = heapAfterCollection();
  let json = 0;
  for (let id = 0; id < entries; id += 1) {
    const value = kind === 'text' ? textOf(id) : rowsOf(id);
    json += JSON.stringify(value).length;
    await cache.set('near', [id], value);
  }
  // Each was asked for once: what a first hit makes is counted along.
  for (let id = 0; id < entries; id += 1)
    await cache.getOrLoad('near', [id], () => Promise.reject(new Error('a hit')));
  const heap = heapAfterCollection() - before;
  const { l1Bytes, l1Entries } = cache.stats();
  await cache.close();
  return { heap, counted: l1Bytes, json, entries: l1Entries };
}

function heapAfterCollection(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

const textOf = (id: number) => `${id}:`.padEnd(kib - 2, 'x');

/** About 1 kB of JSON: a fortnight of a channel's figures. */
const rowsOf = (id: number) =>
  Array.from({ length: 16 }, (_, day) => ({
    day,
    subscribers: id + day,
    views: id * 7 + day * 997,
    posts: 4,
  }));
