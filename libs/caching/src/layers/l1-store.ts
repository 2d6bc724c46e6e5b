import type { KeyPart } from '../keys/cache-key.js';
import type { LocalEntry } from './local-entry.js';

/** What L1 holds of one group. */
export interface L1Group {
  bytes: number;
  entries: number;
  /** Entries whose key has one part, by that part: found without building the key, which would cost more than all the rest. */
  readonly byPart: Map<KeyPart, LocalEntry>;
}

/**
 * The process's own layer, bounded by entries and by bytes. What was not used since the hand last passed goes first: SIEVE (Zhang et
 * al., SIEVE is Simpler than LRU, NSDI 2024), which hits more often than LRU where few keys are asked for much,
 * and a hit only sets a flag.
 */
export class L1Store {
  private readonly entries = new Map<string, LocalEntry>();
  private readonly groups = new Map<string, L1Group>();
  private oldest: LocalEntry | undefined;
  private newest: LocalEntry | undefined;
  private hand: LocalEntry | undefined;
  private budget: number;
  private total = 0;
  private pushedOut = 0;

  /** @param maxBytes estimated bytes of heap */
  constructor(
    private readonly maxEntries: number,
    readonly maxBytes: number,
  ) {
    this.budget = maxBytes;
  }

  /** What it holds of the group; entries of the group must be given this very object. */
  group(name: string): L1Group {
    const known = this.groups.get(name);
    if (known !== undefined) return known;
    const group: L1Group = { bytes: 0, entries: 0, byPart: new Map() };
    this.groups.set(name, group);
    return group;
  }

  /** The key's entry; say `use` if it answers somebody. */
  get(key: string): LocalEntry | undefined {
    return this.entries.get(key);
  }

  /** Keeps the entry; one that is larger than the whole layer is not kept. */
  put(entry: LocalEntry): void {
    this.delete(entry.key);
    if (entry.bytes > this.budget) return;
    this.entries.set(entry.key, entry);
    if (entry.part !== undefined) entry.l1.byPart.set(entry.part, entry);
    entry.older = this.newest;
    if (this.newest === undefined) this.oldest = entry;
    else this.newest.newer = entry;
    this.newest = entry;
    this.count(entry, 1);
    this.squeeze();
  }

  delete(key: string): void {
    const entry = this.entries.get(key);
    if (entry !== undefined) this.remove(entry);
  }

  clear(): void {
    for (const entry of [...this.entries.values()]) this.remove(entry);
  }

  /** Works with fewer bytes than `maxBytes` for a while: what is used least goes at once. */
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
    return this.total;
  }

  /** Entries pushed out by others or by a lower limit. */
  get evictions(): number {
    return this.pushedOut;
  }

  private squeeze(): void {
    while (this.total > this.budget || this.entries.size > this.maxEntries) {
      let candidate = this.hand ?? this.oldest;
      while (candidate?.used === true) {
        candidate.used = false;
        candidate = candidate.newer ?? this.oldest;
      }
      if (candidate === undefined) return;
      this.hand = candidate.newer;
      this.remove(candidate);
      this.pushedOut += 1;
    }
  }

  private remove(entry: LocalEntry): void {
    this.entries.delete(entry.key);
    if (entry.part !== undefined) entry.l1.byPart.delete(entry.part);
    if (this.hand === entry) this.hand = entry.newer;
    if (entry.older === undefined) this.oldest = entry.newer;
    else entry.older.newer = entry.newer;
    if (entry.newer === undefined) this.newest = entry.older;
    else entry.newer.older = entry.older;
    entry.older = undefined;
    entry.newer = undefined;
    this.count(entry, -1);
  }

  private count({ l1, bytes }: LocalEntry, sign: 1 | -1): void {
    this.total += sign * bytes;
    l1.bytes += sign * bytes;
    l1.entries += sign;
  }
}
