import type { KeyPart } from '../keys/cache-key.js';

/** A key and what its misses have cost. */
export interface HotKey {
  readonly group: string;
  readonly parts: readonly KeyPart[];
  /** Misses × load time, milliseconds. */
  readonly costMs: number;
}

const mostKeys = 1_000;

/** Observes which keys cost most to load: the sum over their misses of the time the load took. Bounded. */
export class HotKeys {
  private costs = new Map<string, HotKey>();

  /** A value was missing, and loading it took so long. */
  missed(group: string, parts: readonly KeyPart[], loadMs: number): void {
    const id = JSON.stringify([group, ...parts]);
    const costMs = (this.costs.get(id)?.costMs ?? 0) + loadMs;
    this.costs.set(id, { group, parts, costMs });
    // Room for twice as many, so that sorting is rare; the cheapest are forgotten.
    if (this.costs.size >= 2 * mostKeys) this.costs = new Map(this.sorted().slice(0, mostKeys));
  }

  /** What was observed since the last time, the dearest first. */
  take(): HotKey[] {
    const taken = this.sorted().map(([, key]) => key);
    this.costs = new Map();
    return taken.slice(0, mostKeys);
  }

  private sorted(): [string, HotKey][] {
    return [...this.costs].sort(([, a], [, b]) => b.costMs - a.costMs);
  }
}
