import type { KeyPart } from '../keys/cache-key.js';
import type { TagMark } from '../tags/tag-table.js';
import type { Entry } from './entry.js';
import type { L1Group } from './l1-store.js';

/** What an entry costs beside its value: its object, the boxes of its times, its places in two maps, its promise. */
const overheadBytes = 400;
const markBytes = 72;

/** Where an entry belongs. */
export interface EntryPlace {
  readonly key: string;
  /** The key's parts, as the application gave them. */
  readonly parts: readonly KeyPart[];
  readonly l1: L1Group;
}

/** An entry in the process. One shape for all, made once: every lookup reads it. */
export class LocalEntry {
  readonly key: string;
  readonly l1: L1Group;
  /** The only part of the key; undefined: it has none or several. */
  readonly part: KeyPart | undefined;
  readonly value: unknown;
  readonly freshUntil: number;
  readonly staleUntil: number;
  readonly graceUntil: number;
  readonly loadMs: number;
  readonly digest: number;
  /** Estimated bytes of everything that hangs on it. */
  readonly bytes: number;
  /** Until then it is served as it is, also past its time: a refresh is under way or has just failed. */
  calmUntil = 0;
  /** Used since the hand of the eviction last passed. */
  used = false;
  older: LocalEntry | undefined = undefined;
  newer: LocalEntry | undefined = undefined;
  /** The answer to every hit: a promise that is kept already costs nothing to wait for. */
  private promise: Promise<unknown> | undefined = undefined;

  /** @param earlyFrom from then on a hit may refresh behind */
  constructor(
    entry: Entry,
    { key, parts, l1 }: EntryPlace,
    readonly marks: readonly TagMark[],
    readonly storedAt: number,
    readonly earlyFrom: number,
  ) {
    this.key = key;
    this.l1 = l1;
    this.part = parts.length === 1 ? parts[0] : undefined;
    this.value = entry.value;
    this.freshUntil = entry.freshUntil;
    this.staleUntil = entry.staleUntil;
    this.graceUntil = entry.graceUntil;
    this.loadMs = entry.loadMs;
    this.digest = entry.digest;
    this.bytes = entry.weight + 2 * key.length + marks.length * markBytes + overheadBytes;
  }

  get answer(): Promise<unknown> {
    return (this.promise ??= Promise.resolve(this.value));
  }
}
