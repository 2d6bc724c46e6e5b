import { Logger } from '@nestjs/common';
import { InvalidationBacklogError } from '../caching.errors.js';
import { type Circuit, withDeadline } from '../redis/circuit.js';
import type { L2Store } from '../redis/l2-store.js';
import type { InvalidationBus, InvalidationMessage } from './invalidation-bus.js';
import { outdate, raise, type TagTable } from './tag-table.js';

/** What `Invalidations` needs. */
export interface InvalidationOptions {
  readonly replicaId: string;
  readonly bus: InvalidationBus | undefined;
  readonly now: () => number;
  /** Another replica changed or dropped the value of this key. */
  readonly onKey: (key: string) => void;
}

/** How many invalidations wait for Redis at most. */
const backlogLimit = 10_000;
const publishDeadlineMs = 1_000;
const makeUpBatch = 500;
const makeUpDeadlineMs = 1_000;
/** What tells a key from a tag on the bus; no tag begins so. */
const keyMark = '#';

/** Makes values out of date: here at once, in Redis by generation, elsewhere by the bus. */
export class Invalidations {
  private readonly logger = new Logger('Cache');
  private readonly waitingTags = new Set<string>();
  private readonly waitingKeys = new Set<string>();
  private readonly unsubscribe: (() => void) | undefined;

  constructor(
    private readonly table: TagTable,
    private readonly l2: L2Store | undefined,
    private readonly circuit: Circuit | undefined,
    private readonly options: InvalidationOptions,
  ) {
    this.unsubscribe = options.bus?.subscribe((message) => this.hear(message));
  }

  get pending(): number {
    return this.waitingTags.size + this.waitingKeys.size;
  }

  close(): void {
    this.unsubscribe?.();
  }

  /** Outdates every value with one of the tags. */
  async tags(tags: readonly string[]): Promise<void> {
    const states = tags.map((tag) => this.table.state(tag));
    // First here, so that nothing older is served while Redis is asked.
    states.forEach(outdate);
    const least = states.map((state) => state.generation);
    try {
      const numbers = await this.l2?.renewGenerations(tags, least);
      states.forEach((state, position) => raise(state, numbers?.[position] ?? 0));
    } catch {
      // Above all that Redis may hold, since it counts in microseconds, too.
      states.forEach((state) => raise(state, this.options.now() * 1_000));
      this.remember(this.waitingTags, tags);
    }
    await this.publish(states.map(({ tag, generation }) => ({ tag, generation })));
  }

  /** Tells others that the key's value was changed or dropped; `removed` says whether Redis knows already. */
  async key(key: string, removed: boolean): Promise<void> {
    if (!removed) this.remember(this.waitingKeys, [key]);
    await this.publish([{ tag: keyMark + key, generation: Math.floor(this.options.now() * 1_000) }]);
  }

  /** Brings Redis up to date after an outage, some at a time. Rejects when it is not back yet. */
  async makeUp(): Promise<void> {
    const { l2 } = this;
    if (l2 === undefined) return;
    while (this.pending > 0) {
      const tags = [...this.waitingTags].slice(0, makeUpBatch);
      const keys = [...this.waitingKeys].slice(0, makeUpBatch);
      // Out before they are sent: what is invalidated again meanwhile waits for the next round.
      tags.forEach((tag) => this.waitingTags.delete(tag));
      keys.forEach((key) => this.waitingKeys.delete(key));
      const states = tags.map((tag) => this.table.state(tag));
      try {
        const least = states.map((state) => state.generation);
        const numbers = await withDeadline(makeUpDeadlineMs, () => l2.makeUpFor(tags, least, keys));
        states.forEach((state, position) => raise(state, numbers[position] ?? 0));
      } catch (error) {
        tags.forEach((tag) => this.waitingTags.add(tag));
        keys.forEach((key) => this.waitingKeys.add(key));
        throw error;
      }
      await this.publish(states.map(({ tag, generation }) => ({ tag, generation })));
    }
  }

  private hear(message: InvalidationMessage): void {
    if (message.origin === this.options.replicaId) return;
    for (const { tag, generation } of message.tags) {
      if (tag.startsWith(keyMark)) this.options.onKey(tag.slice(keyMark.length));
      else this.hearTag(tag, generation);
    }
  }

  private hearTag(tag: string, generation: number): void {
    // A tag nobody here has a value of needs no memory.
    const state = this.table.known(tag);
    if (state === undefined) return;
    // Values loaded before Redis was ever reached carry 0: they are older, too.
    if (state.generation === 0) outdate(state);
    raise(state, generation);
  }

  private remember(waiting: Set<string>, items: readonly string[]): void {
    // While the circuit is open nobody reads Redis; it closes only after `makeUp`.
    this.circuit?.trip();
    if (this.pending + items.length > backlogLimit) throw new InvalidationBacklogError(backlogLimit);
    for (const item of items) waiting.add(item);
  }

  private async publish(tags: InvalidationMessage['tags']): Promise<void> {
    const { bus, replicaId } = this.options;
    if (bus === undefined || tags.length === 0) return;
    try {
      await withDeadline(publishDeadlineMs, async () => bus.publish({ origin: replicaId, tags }));
    } catch (error) {
      this.logger.warn(`An invalidation was not published, replicas find it in Redis: ${String(error)}`);
    }
  }
}
