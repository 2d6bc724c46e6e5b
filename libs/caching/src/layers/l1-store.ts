import { LRUCache } from 'lru-cache';
import type { TagMark } from '../tags/tag-table.js';
import type { Entry } from './entry.js';

/** An entry in the process. One shape for all, made once: every lookup reads it. */
export class LocalEntry {
  readonly value: unknown;
  readonly freshUntil: number;
  readonly staleUntil: number;
  readonly graceUntil: number;
  readonly weight: number;
  readonly loadMs: number;
  readonly digest: number;
  /** Until then it is served as it is, also past its time: a refresh is under way or has just failed. */
  calmUntil = 0;
  /** The answer to every hit: a promise that is kept already costs nothing to wait for. */
  private promise: Promise<unknown> | undefined = undefined;

  /** @param earlyFrom from then on a hit may refresh behind */
  constructor(
    entry: Entry,
    readonly group: string,
    readonly marks: readonly TagMark[],
    readonly storedAt: number,
    readonly earlyFrom: number,
  ) {
    this.value = entry.value;
    this.freshUntil = entry.freshUntil;
    this.staleUntil = entry.staleUntil;
    this.graceUntil = entry.graceUntil;
    this.weight = entry.weight;
    this.loadMs = entry.loadMs;
    this.digest = entry.digest;
  }

  get answer(): Promise<unknown> {
    return (this.promise ??= Promise.resolve(this.value));
  }
}

/** What an entry costs beside its value: its object, the boxes of its times, its place in the LRU, its promise. */
const overheadBytes = 400;
const markBytes = 72;

/** The process's own layer, bounded by entries and by bytes; the least recently used go first. */
export class L1Store {
  private readonly entries: LRUCache<string, LocalEntry>;
  private readonly byGroup = new Map<string, { bytes: number; entries: number }>();
  private budget: number;
  private pushedOut = 0;

  /** @param maxBytes estimated bytes of heap */
  constructor(
    maxEntries: number,
    readonly maxBytes: number,
  ) {
    this.budget = maxBytes;
    this.entries = new LRUCache({
      max: maxEntries,
      maxSize: maxBytes,
      sizeCalculation: sizeOf,
      dispose: (entry, key, reason) => {
        this.count(entry.group, -sizeOf(entry, key), -1);
        if (reason === 'evict') this.pushedOut += 1;
      },
    });
  }

  get(key: string): LocalEntry | undefined {
    return this.entries.get(key);
  }

  /** The entry without counting as a use. */
  peek(key: string): LocalEntry | undefined {
    return this.entries.peek(key);
  }

  /** Keeps the entry; one that is larger than the whole layer is not kept. */
  put(key: string, entry: LocalEntry): void {
    const size = sizeOf(entry, key);
    if (size > this.budget) {
      this.entries.delete(key);
      return;
    }
    this.count(entry.group, size, 1);
    this.entries.set(key, entry);
    this.squeeze();
  }

  delete(key: string): void {
    this.entries.delete(key);
  }

  clear(): void {
    this.entries.clear();
  }

  /** Works with fewer bytes than `maxBytes` for a while: the least recently used go at once. */
  limitTo(bytes: number): void {
    this.budget = Math.min(bytes, this.maxBytes);
    this.squeeze();
  }

  /** The bytes allowed at present. */
  get limit(): number {
    return this.budget;
  }

  get size(): number {
    return this.entries.size;
  }

  get bytes(): number {
    return this.entries.calculatedSize;
  }

  /** Entries pushed out by others or by a lower limit. */
  get evictions(): number {
    return this.pushedOut;
  }

  /** What a group takes. */
  of(group: string): { readonly bytes: number; readonly entries: number } {
    return this.byGroup.get(group) ?? { bytes: 0, entries: 0 };
  }

  private squeeze(): void {
    while (this.entries.calculatedSize > this.budget && this.entries.pop() !== undefined);
  }

  private count(group: string, bytes: number, entries: number): void {
    const counts = this.byGroup.get(group) ?? { bytes: 0, entries: 0 };
    this.byGroup.set(group, { bytes: counts.bytes + bytes, entries: counts.entries + entries });
  }
}

function sizeOf(entry: LocalEntry, key: string): number {
  return entry.weight + 2 * key.length + entry.marks.length * markBytes + overheadBytes;
}
