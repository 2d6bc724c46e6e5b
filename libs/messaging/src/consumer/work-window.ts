import type { Entry } from './work-item.js';

const smallestShare = 8;
/** Events read 500 at once took half as long again as those read 128 at once. */
const largestShare = 128;

/** The entries one consumer has in hand, at most `limit`. */
export class WorkWindow {
  private readonly entries = new Map<string, Entry>();
  private waiting: (() => void)[] = [];

  constructor(private readonly limit: number) {}

  get size(): number {
    return this.entries.size;
  }

  /** How many more it takes. */
  get room(): number {
    return Math.max(0, this.limit - this.entries.size);
  }

  /** How many to take at once: few enough that a burst is shared among replicas and its answers come as they are ready. */
  get share(): number {
    return Math.min(largestShare, Math.max(smallestShare, Math.ceil(this.limit / 2)));
  }

  has(id: string): boolean {
    return this.entries.has(id);
  }

  add(entry: Entry): void {
    this.entries.set(entry.id, entry);
  }

  /** Wakes who waits for room once, after all of them have left. */
  remove(entries: readonly Entry[]): void {
    for (const { id } of entries) this.entries.delete(id);
    this.wake();
  }

  /** What is in hand, oldest first. */
  all(): Entry[] {
    return [...this.entries.values()];
  }

  /** Resolves when `condition` holds; it is looked at whenever something leaves the window, and on `wake`. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** Has all conditions looked at again. */
  wake(): void {
    if (this.waiting.length === 0) return;
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}
