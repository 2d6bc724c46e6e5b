import { LRUCache } from 'lru-cache';
import type { TagMark } from '../tags/tag-table.js';
import type { Entry } from './entry.js';

/** An entry in the process. */
export interface LocalEntry extends Entry {
  readonly marks: readonly TagMark[];
  /** Until then it is served as it is, also past its time: a refresh is under way or has just failed. */
  calmUntil: number;
}

/** What an entry costs beside its JSON: the key, the objects, the list of the LRU. An estimate. */
const overheadBytes = 400;

/** The process's own layer, bounded by entries and by bytes; the least recently used go first. */
export class L1Store {
  private readonly entries: LRUCache<string, LocalEntry>;

  constructor(
    maxEntries: number,
    readonly maxBytes: number,
  ) {
    this.entries = new LRUCache({
      max: maxEntries,
      maxSize: maxBytes,
      sizeCalculation: (entry, key) => entry.bytes + key.length + overheadBytes,
    });
  }

  get(key: string): LocalEntry | undefined {
    return this.entries.get(key);
  }

  /** Keeps the entry; one that is larger than the whole layer is not kept. */
  put(key: string, entry: LocalEntry): void {
    this.entries.set(key, entry);
  }

  delete(key: string): void {
    this.entries.delete(key);
  }

  clear(): void {
    this.entries.clear();
  }

  get size(): number {
    return this.entries.size;
  }

  get bytes(): number {
    return this.entries.calculatedSize;
  }
}
