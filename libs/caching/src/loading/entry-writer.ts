import type { Entry } from '../layers/entry.js';
import { LocalEntry } from '../layers/local-entry.js';
import type { LoadLock } from '../redis/l2-store.js';
import type { Portable } from '../layers/portable.js';
import type { TagMark } from '../tags/tag-table.js';
import type { CacheContext, LiveGroup, Target } from './cache-context.js';
import { earlyFrom } from './early-refresh.js';

/** Up to this part of the time to live is taken off at random. */
const jitter = 0.1;

/** A value on its way into the layers. */
export interface NewValue {
  readonly group: LiveGroup;
  readonly portable: Portable;
  readonly marks: readonly TagMark[];
  /** Instead of the group's. */
  readonly ttlMs?: number | undefined;
  /** How long loading took; 0: it was set. */
  readonly loadMs?: number;
}

/** Puts values into the layers of their group. */
export class EntryWriter {
  constructor(private readonly context: CacheContext) {}

  /** The entry of the value, or undefined when it is not to be kept: too large, or "there is none" and not wanted. */
  entryOf({ group: { settings, figures }, portable, marks, ttlMs, loadMs = 0 }: NewValue): Entry | undefined {
    const { now, random } = this.context;
    if (portable.bytes > settings.maxEntryBytes) {
      figures.tooLarge += 1;
      return undefined;
    }
    const negative = portable.value === undefined || portable.value === null;
    const ttl = negative ? settings.negativeTtlMs : (ttlMs ?? settings.ttlMs);
    if (!(ttl > 0)) return undefined;
    const freshUntil = now() + Math.round(ttl * (1 - jitter * random()));
    // "There is none" is never served past its time: it would hide what has come since.
    const staleUntil = freshUntil + (negative ? 0 : settings.staleMs);
    return {
      value: portable.value,
      freshUntil,
      staleUntil,
      graceUntil: staleUntil + (negative ? 0 : settings.graceMs),
      weight: portable.weight,
      loadMs,
      digest: portable.digest,
      tags: marks.map(({ state, generation }) => [state.tag, generation] as const),
    };
  }

  /** Keeps an entry in the process, if its group does so. */
  near({ group, key, parts }: Target, entry: Entry, marks: readonly TagMark[]): void {
    const { settings, l1: place } = group;
    if (!settings.inL1) return;
    const { l1, now } = this.context;
    const storedAt = now();
    const early = earlyFrom(settings, entry, storedAt);
    l1.put(new LocalEntry(entry, { key, parts, l1: place }, marks, storedAt, early));
  }

  /**
   * Keeps an entry in Redis, if its group does so, and lets go of the lock. Tells what became of it; never rejects. `passed-on`:
   * the lock had lapsed, and what Redis holds or will hold is newer.
   */
  async far(
    { group: { settings, cipher }, key }: Target,
    entry: Entry | undefined,
    lock?: LoadLock,
  ): Promise<'done' | 'passed-on' | 'failed'> {
    const { l2, now } = this.context;
    if (l2 === undefined) return 'done';
    try {
      if (entry !== undefined && settings.inL2) {
        return (await l2.write({ key, cipher }, entry, now(), lock)) ? 'done' : 'passed-on';
      }
      if (lock !== undefined) await l2.release(lock);
      return 'done';
    } catch {
      // Counted by the circuit; the lock goes by itself.
      return 'failed';
    }
  }
}
