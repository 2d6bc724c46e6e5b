import type { BatchOptions } from '../handlers/work-message.js';

interface Gathering<T> {
  readonly items: T[];
  readonly timer: NodeJS.Timeout;
}

/** Gathers items of one pattern until there are `size` of them, or the first has waited `waitMs`. */
export class BatchGatherer<T> {
  private gathering: Gathering<T> | undefined;

  /** @param run is given each batch once */
  constructor(
    private readonly options: Required<BatchOptions>,
    private readonly run: (items: readonly T[]) => void,
  ) {}

  /** The item goes with the next batch. */
  add(item: T): void {
    this.gathering ??= { items: [], timer: setTimeout(() => this.flush(), this.options.waitMs) };
    this.gathering.items.push(item);
    if (this.gathering.items.length >= this.options.size) this.flush();
  }

  /** Runs what is gathered without waiting for more. */
  flush(): void {
    if (!this.gathering) return;
    const { items, timer } = this.gathering;
    this.gathering = undefined;
    clearTimeout(timer);
    this.run(items);
  }
}
