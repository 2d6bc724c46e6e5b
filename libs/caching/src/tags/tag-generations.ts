import type { Entry, EntryTag } from '../layers/entry.js';
import type { L2Store } from '../redis/l2-store.js';
import type { InvalidationBus } from './invalidation-bus.js';
import { isCurrent, mark, outdate, raise, type TagMark, type TagState, type TagTable } from './tag-table.js';

/** How often generations are asked for. */
export interface FreshnessOptions {
  readonly bus?: InvalidationBus | undefined;
  readonly revalidateMs: number;
  readonly revalidateWithBusMs: number;
  readonly now: () => number;
}

/** Compares what values were loaded under with what Redis says now. Without Redis, what this replica knows must do. */
export class TagGenerations {
  private readonly checks = new Map<TagState, Promise<void>>();

  constructor(
    private readonly table: TagTable,
    private readonly l2: L2Store | undefined,
    private readonly options: FreshnessOptions,
  ) {}

  /** Marks for a load that begins now. Asks Redis only for tags it has not asked for of late. */
  async capture(tags: readonly string[]): Promise<TagMark[]> {
    const states = tags.map((tag) => this.table.state(tag));
    const unknown = states.filter((state) => state.generation === 0 || this.isDue(state));
    if (this.l2?.available && unknown.length > 0) {
      try {
        const least = unknown.map((state) => state.generation);
        const numbers = await this.l2.ensure(
          unknown.map((state) => state.tag),
          least,
        );
        this.learn(unknown, numbers);
      } catch {
        // Counted by the circuit; values loaded now are checked once Redis is back.
      }
    }
    return states.map(mark);
  }

  /** Those of the tags whose generation Redis must be asked for; the others are known well enough. */
  unsure(marks: readonly TagMark[]): readonly TagState[] {
    if (marks.length === 0) return noStates;
    const now = this.options.now();
    let unsure: TagState[] | undefined;
    for (let position = 0; position < marks.length; position += 1) {
      const { state } = marks[position] as TagMark;
      if (state.generation === 0 || this.isDue(state, now)) (unsure ??= []).push(state);
    }
    return unsure ?? noStates;
  }

  /**
   * Marks of an entry that carries just the expected tags, all of them known well enough, or undefined when it was loaded before an
   * invalidation. An entry of a higher generation than known here tells of one: what this replica holds of the tag is outdated.
   */
  marksOfKnown({ tags }: Entry, expected: readonly TagMark[]): TagMark[] | undefined {
    const marks: TagMark[] = [];
    for (let position = 0; position < expected.length; position += 1) {
      const { state } = expected[position] as TagMark;
      const generation = (tags[position] as EntryTag)[1];
      raise(state, generation);
      if (state.generation > generation) return undefined;
      marks.push({ state, generation, epoch: state.epoch });
    }
    return marks;
  }

  /** Takes in generations that Redis gave for these states. A missing one outdates what was loaded under it. */
  learn(states: readonly TagState[], numbers: readonly (number | null)[]): void {
    const now = this.options.now();
    states.forEach((state, position) => {
      const number = numbers[position] ?? null;
      if (number !== null) raise(state, number);
      else if (state.generation > 0) outdate(state);
      state.checkedAt = now;
    });
  }

  /** May a value with these marks be served without asking anybody? */
  isTrusted(marks: readonly TagMark[], now: number): boolean {
    for (let position = 0; position < marks.length; position += 1) {
      const { state, generation } = marks[position] as TagMark;
      if (state.generation > generation || this.isDue(state, now)) return false;
    }
    return true;
  }

  /** Was none of the tags invalidated, as far as this replica knows? */
  isCurrent(marks: readonly TagMark[]): boolean {
    return isCurrent(marks);
  }

  /** The same, asking Redis where that is due. While Redis is away the replica's own knowledge decides. */
  async confirm(marks: readonly TagMark[]): Promise<boolean> {
    if (!isCurrent(marks)) return false;
    const due = marks.map(({ state }) => state).filter((state) => this.isDue(state));
    if (due.length > 0 && this.l2?.available) await Promise.all(due.map((state) => this.check(state)));
    return isCurrent(marks);
  }

  /**
   * Marks of an entry that was read from Redis together with the generations (`numbers`) of `tags`, or undefined when it was
   * loaded before an invalidation. Other tags of the entry are asked for: rejects with `L2UnavailableError` if that fails.
   */
  async marksOf(
    entry: Entry,
    tags: readonly string[],
    numbers: readonly (number | null)[],
  ): Promise<TagMark[] | undefined> {
    const current = new Map(tags.map((tag, position) => [tag, numbers[position] ?? null]));
    const states = entry.tags.map(([tag]) => this.table.state(tag));
    const missing = states.filter(({ tag }) => !current.has(tag));
    if (missing.length > 0 && this.l2 !== undefined) {
      const asked = await this.l2.generations(missing.map(({ tag }) => tag));
      this.learn(missing, asked);
      missing.forEach(({ tag }, position) => current.set(tag, asked[position] ?? null));
    }
    if (!entry.tags.every(([tag, generation]) => current.get(tag) === generation)) return undefined;
    const marks = states.map((state, position) => ({
      state,
      generation: entry.tags[position]?.[1] ?? 0,
      epoch: state.epoch,
    }));
    return isCurrent(marks) ? marks : undefined;
  }

  /** One question a tag at a time, however many values wait for it. */
  private check(state: TagState): Promise<void> {
    const running = this.checks.get(state);
    if (running !== undefined || this.l2 === undefined) return running ?? Promise.resolve();
    const check = this.l2
      .generations([state.tag])
      .then((numbers) => this.learn([state], numbers))
      // Counted by the circuit.
      .catch(() => undefined)
      .finally(() => this.checks.delete(state));
    this.checks.set(state, check);
    return check;
  }

  private isDue(state: TagState, now = this.options.now()): boolean {
    const { bus, revalidateMs, revalidateWithBusMs } = this.options;
    if (this.l2 === undefined) return false;
    const age = now - state.checkedAt;
    const healthySince = bus?.healthySince?.();
    if (healthySince === undefined) return age >= revalidateMs;
    // What was last checked before the bus came back may have changed while nobody could say so.
    return state.checkedAt <= healthySince || age >= revalidateWithBusMs;
  }
}

const noStates: readonly TagState[] = [];

/** Does the entry carry just these tags, in their order? */
export function carries({ tags }: Entry, expected: readonly TagMark[]): boolean {
  if (tags.length !== expected.length) return false;
  for (let position = 0; position < expected.length; position += 1) {
    if (tags[position]?.[0] !== expected[position]?.state.tag) return false;
  }
  return true;
}
