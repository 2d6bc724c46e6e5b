import type { Entry } from '../layers/entry.js';
import type { LocalEntry } from '../layers/l1-store.js';
import type { Outcome } from '../stats/group-figures.js';
import type { CacheContext, LiveGroup } from './cache-context.js';
import { EntryWriter } from './entry-writer.js';

/** An answer and where it came from. */
export interface Answer extends Outcome {
  readonly value: unknown;
}

/** What the layers hold for a key: fresh, stale (serve and refresh), or grace (only if the loader fails or is slow). */
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

  /** The process's own entry, if it is fresh and nobody must be asked about it. */
  fresh(key: string, time: number): LocalEntry | undefined {
    const entry = this.context.l1.get(key);
    if (entry === undefined || time >= entry.freshUntil) return undefined;
    return this.context.generations.isTrusted(entry.marks, time) ? entry : undefined;
  }

  /** The process's own entry past its time, if it is to be served all the same for a moment. */
  calmed(key: string, time: number): LocalEntry | undefined {
    const entry = this.context.l1.peek(key);
    if (entry === undefined || time >= entry.calmUntil) return undefined;
    return this.context.generations.isTrusted(entry.marks, time) ? entry : undefined;
  }

  /** The best of both layers. Never rejects. */
  async find(group: LiveGroup, key: string, tags: readonly string[]): Promise<Found | undefined> {
    const local = await this.local(key);
    if (local !== undefined && local.age !== 'grace') return local;
    return (await this.remote(group, key, tags)) ?? local;
  }

  /** Serves the key's value from memory as it is until then: refreshing it is under way or has just failed. */
  calm(key: string, until: number): void {
    const entry = this.context.l1.peek(key);
    if (entry !== undefined) entry.calmUntil = Math.min(until, entry.graceUntil);
  }

  private async local(key: string): Promise<Found | undefined> {
    const { l1, generations, now } = this.context;
    const entry = l1.get(key);
    if (entry === undefined) return undefined;
    const age = (await generations.confirm(entry.marks)) ? ageOf(entry, now()) : undefined;
    // While Redis was asked, a newer entry may have come.
    if (age === undefined && l1.peek(key) === entry) l1.delete(key);
    return age && { value: entry.value, layer: 'l1', age };
  }

  private async remote(group: LiveGroup, key: string, tags: readonly string[]): Promise<Found | undefined> {
    const { l2, table, generations, now } = this.context;
    if (l2 === undefined || !l2.available || !group.settings.inL2) return undefined;
    // Known before Redis is asked, so that an invalidation heard meanwhile is not missed.
    const states = tags.map((tag) => table.state(tag));
    try {
      const reading = await l2.read({ key, cipher: group.cipher }, tags);
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

function ageOf(
  entry: Pick<Entry, 'freshUntil' | 'staleUntil' | 'graceUntil'>,
  now: number,
): Found['age'] | undefined {
  if (now < entry.freshUntil) return 'fresh';
  if (now < entry.staleUntil) return 'stale';
  return now < entry.graceUntil ? 'grace' : undefined;
}
