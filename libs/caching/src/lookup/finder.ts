import { type Entry, settled } from '../layers/entry.js';
import type { LocalEntry } from '../layers/local-entry.js';
import type { L2BatchedReading } from '../redis/l2-store.js';
import { carries } from '../tags/tag-generations.js';
import type { TagMark, TagState } from '../tags/tag-table.js';
import type { Outcome } from '../stats/group-figures.js';
import type { CacheContext, Target } from '../loading/cache-context.js';
import { EntryWriter } from '../loading/entry-writer.js';

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

  /** The process's own entry past its time, if it is to be served all the same for a moment. */
  calmed(key: string, time: number): LocalEntry | undefined {
    const entry = this.context.l1.get(key);
    if (entry === undefined || time >= entry.calmUntil) return undefined;
    return this.context.generations.isTrusted(entry.marks, time) ? entry : undefined;
  }

  /** The best of both layers. Never rejects. */
  async find(target: Target, marks: readonly TagMark[]): Promise<Found | undefined> {
    const entry = this.context.l1.get(target.key);
    const local = entry && (await this.local(entry));
    if (local !== undefined && local.age !== 'grace') return local;
    return (await this.remote(target, () => marks, asFound)) ?? local;
  }

  /** Serves the key's value from memory as it is until then: refreshing it is under way or has just failed. */
  calm(key: string, until: number): void {
    const entry = this.context.l1.get(key);
    if (entry !== undefined) entry.calmUntil = Math.min(until, entry.graceUntil);
  }

  private async local(entry: LocalEntry): Promise<Found | undefined> {
    const { l1, generations, now } = this.context;
    const age = (await generations.confirm(entry.marks)) ? ageOf(entry, now()) : undefined;
    // While Redis was asked, a newer entry may have come.
    if (age === undefined && l1.get(entry.key) === entry) l1.delete(entry.key);
    entry.used = true;
    return age && { value: entry.value, layer: 'l1', age };
  }

  /**
   * Has `decide` make the answer of what Redis holds. `marksNow`: the tags the value is expected to have, as they are in this turn. Rejects only
   * as `decide` does.
   */
  remote<T>(
    target: Target,
    marksNow: () => readonly TagMark[],
    decide: (found: Found | undefined) => T | Promise<T>,
  ): Promise<T> {
    const { l2, generations } = this.context;
    const { group, key } = target;
    if (l2 === undefined || !l2.available || !group.settings.inL2) {
      // In this turn, though nobody is asked: an invalidation may be heard before `decide` runs.
      marksNow();
      return nothing.then(decide);
    }
    let marks: readonly TagMark[] = none;
    let unsure: readonly TagState[] = none;
    const tagsToAsk = () => (unsure = generations.unsure((marks = marksNow())));
    return l2.read({ key, cipher: group.cipher }, tagsToAsk, (reading) => {
      // Without an answer L1 and the loader do the work.
      if (reading === undefined) return decide(undefined);
      const found = this.judge(target, reading, marks, unsure);
      return found instanceof Promise ? found.then(decide) : decide(found);
    });
  }

  /** What the reading is worth, given the tags' generations: those in it, or known well enough. */
  private judge(
    target: Target,
    reading: L2BatchedReading,
    expected: readonly TagMark[],
    unsure: readonly TagState[],
  ): Found | undefined | Promise<Found | undefined> {
    const { generations, now } = this.context;
    if (unsure.length > 0) generations.learn(unsure, reading.generations);
    const { entry } = reading;
    const age = entry && ageOf(entry, now());
    if (entry === undefined || age === undefined) return undefined;
    if (unsure.length === 0 && carries(entry, expected)) {
      return this.taken(target, reading, entry, age, generations.marksOfKnown(entry, expected));
    }
    const asked = unsure.map(({ tag }) => tag);
    return generations.marksOf(entry, asked, reading.generations).then(
      (marks) => this.taken(target, reading, entry, age, marks),
      // Counted by the circuit.
      () => undefined,
    );
  }

  private taken(
    target: Target,
    { shared }: L2BatchedReading,
    entry: Entry,
    age: Found['age'],
    marks: readonly TagMark[] | undefined,
  ): Found | undefined {
    if (marks === undefined) return undefined;
    // A value that only this caller gets need not be frozen.
    if (!target.group.settings.inL1 && !shared) return { value: entry.value, layer: 'l2', age };
    const held = settled(entry);
    this.writer.near(target, held, marks);
    return { value: held.value, layer: 'l2', age };
  }
}

const nothing = Promise.resolve(undefined);
const asFound = (found: Found | undefined) => found;
const none: readonly never[] = [];

function ageOf(
  entry: Pick<Entry, 'freshUntil' | 'staleUntil' | 'graceUntil'>,
  now: number,
): Found['age'] | undefined {
  if (now < entry.freshUntil) return 'fresh';
  if (now < entry.staleUntil) return 'stale';
  return now < entry.graceUntil ? 'grace' : undefined;
}
