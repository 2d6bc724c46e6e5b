import type { ResolvedGroup } from '../cache-groups.js';
import type { Entry, Portable } from '../layers/entry.js';
import type { LoadLock } from '../layers/l2-store.js';
import type { TagMark } from '../tags/tag-table.js';
import type { CacheContext } from './cache-context.js';

/** Up to this part of the time to live is taken off at random. */
const jitter = 0.1;

/** A value on its way into the layers. */
export interface NewValue {
  readonly group: ResolvedGroup;
  readonly key: string;
  readonly portable: Portable;
  readonly marks: readonly TagMark[];
  /** Instead of the group's. */
  readonly ttlMs?: number | undefined;
}

/** Puts values into the layers of their group. */
export class EntryWriter {
  constructor(private readonly context: CacheContext) {}

  /** The entry of the value, or undefined when it is not to be kept: too large, or "there is none" and not wanted. */
  entryOf({ group, portable, marks, ttlMs }: NewValue): Entry | undefined {
    const { now, random, recorder } = this.context;
    if (portable.bytes > group.maxEntryBytes) {
      recorder.tooLarge(group.name);
      return undefined;
    }
    const negative = portable.value === undefined || portable.value === null;
    const ttl = negative ? group.negativeTtlMs : (ttlMs ?? group.ttlMs);
    if (!(ttl > 0)) return undefined;
    const freshUntil = now() + Math.round(ttl * (1 - jitter * random()));
    // "There is none" is never served past its time: it would hide what has come since.
    const staleUntil = freshUntil + (negative ? 0 : group.staleMs);
    return {
      value: portable.value,
      freshUntil,
      staleUntil,
      graceUntil: staleUntil + (negative ? 0 : group.graceMs),
      bytes: portable.bytes,
      tags: marks.map(({ state, generation }) => [state.tag, generation] as const),
    };
  }

  /** Keeps an entry in the process, if its group does so. */
  near(group: ResolvedGroup, key: string, entry: Entry, marks: readonly TagMark[]): void {
    if (!group.layers.includes('l1')) return;
    const { l1, recorder } = this.context;
    l1.put(key, { ...entry, marks, calmUntil: 0 });
    recorder.l1(l1.bytes);
  }

  /** Keeps an entry in Redis, if its group does so, and lets go of the lock. Tells whether Redis did it; never rejects. */
  async far(group: ResolvedGroup, key: string, entry: Entry | undefined, lock?: LoadLock): Promise<boolean> {
    const { l2, now } = this.context;
    if (l2 === undefined) return true;
    try {
      if (entry !== undefined && group.layers.includes('l2')) await l2.write(key, entry, now(), lock);
      else if (lock !== undefined) await l2.release(lock);
      return true;
    } catch {
      // Counted by the circuit; the lock goes by itself.
      return false;
    }
  }
}
