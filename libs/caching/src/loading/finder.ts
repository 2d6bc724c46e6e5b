import type { ResolvedGroup } from '../cache-groups.js';
import type { Entry } from '../layers/entry.js';
import type { LocalEntry } from '../layers/l1-store.js';
import type { Outcome } from '../stats/recorder.js';
import type { CacheContext } from './cache-context.js';
import { EntryWriter } from './entry-writer.js';

/** An answer and where it came from. */
export interface Answer extends Outcome {
  readonly value: unknown;
}

/** What the layers hold for a key: fresh, stale (serve and refresh), or grace (only if the loader fails). */
export interface Found {
  readonly value: unknown;
  readonly layer: 'l1' | 'l2';
  readonly age: 'fresh' | 'stale' | 'grace';
}

/** Looks for values, in the process first. */
export class Finder {
  private readonly writer: EntryWriter;

  constructor(private readonly context: CacheContext) {
    this.writer = new EntryWriter(context);
  }

  /** The answer from the process's memory, if nobody must be asked about it. */
  near(key: string): Answer | undefined {
    const { l1, now, generations } = this.context;
    const entry = l1.get(key);
    if (entry === undefined) return undefined;
    const time = now();
    if (time >= entry.freshUntil && time >= entry.calmUntil) return undefined;
    if (!generations.isTrusted(entry.marks)) return undefined;
    return { value: entry.value, layer: 'l1', result: time < entry.freshUntil ? 'hit' : 'stale' };
  }

  /** The best of both layers. Never rejects. */
  async find(group: ResolvedGroup, key: string, tags: readonly string[]): Promise<Found | undefined> {
    const local = await this.local(key);
    if (local !== undefined && local.age !== 'grace') return local;
    return (await this.remote(group, key, tags)) ?? local;
  }

  /** Serves the key's value from memory as it is until then: refreshing it is under way or has just failed. */
  calm(key: string, until: number): void {
    const entry = this.context.l1.get(key);
    if (entry !== undefined) entry.calmUntil = Math.min(until, entry.graceUntil);
  }

  private async local(key: string): Promise<Found | undefined> {
    const { l1, generations, now } = this.context;
    const entry = l1.get(key);
    if (entry === undefined) return undefined;
    const age = (await generations.confirm(entry.marks)) ? ageOf(entry, now()) : undefined;
    if (age === undefined) this.dropIfSame(key, entry);
    return age && { value: entry.value, layer: 'l1', age };
  }

  /** While Redis was asked, a newer entry may have come. */
  private dropIfSame(key: string, entry: LocalEntry): void {
    const { l1, recorder } = this.context;
    if (l1.get(key) === entry) l1.delete(key);
    recorder.l1(l1.bytes);
  }

  private async remote(
    group: ResolvedGroup,
    key: string,
    tags: readonly string[],
  ): Promise<Found | undefined> {
    const { l2, table, generations, now } = this.context;
    if (l2 === undefined || !l2.available || !group.layers.includes('l2')) return undefined;
    // Known before Redis is asked, so that an invalidation heard meanwhile is not missed.
    const states = tags.map((tag) => table.state(tag));
    try {
      const reading = await l2.read(key, tags);
      generations.learn(states, reading.generations);
      const { entry } = reading;
      const age = entry && ageOf(entry, now());
      if (entry === undefined || age === undefined) return undefined;
      const marks = await generations.marksOf(entry, tags, reading.generations);
      if (marks === undefined) return undefined;
      this.writer.near(group, key, entry, marks);
      return { value: entry.value, layer: 'l2', age };
    } catch {
      // Counted by the circuit; L1 and the loader do the work.
      return undefined;
    }
  }
}

function ageOf(entry: Entry, now: number): Found['age'] | undefined {
  if (now < entry.freshUntil) return 'fresh';
  if (now < entry.staleUntil) return 'stale';
  return now < entry.graceUntil ? 'grace' : undefined;
}
