import type { BatchOptions } from '../handlers/work-message.js';

/** Runs a batch and settles every item of it; never rejects. */
export type RunBatch<T> = (items: readonly T[]) => Promise<void>;

interface Gathering<T> {
  readonly items: T[];
  readonly done: Promise<void>;
  readonly start: () => void;
  readonly timer: NodeJS.Timeout;
}

/** Gathers items of one pattern until there are `size` of them, or the first has waited `waitMs`. */
export class BatchGatherer<T> {
  private gathering: Gathering<T> | undefined;

  constructor(
    private readonly options: Required<BatchOptions>,
    private readonly run: RunBatch<T>,
  ) {}

  /** Resolves when the batch the item went with is settled. */
  add(item: T): Promise<void> {
    const gathering = (this.gathering ??= this.begin());
    gathering.items.push(item);
    if (gathering.items.length >= this.options.size) this.flush();
    return gathering.done;
  }

  /** Runs what is gathered without waiting for more. */
  flush(): void {
    const gathering = this.gathering;
    if (!gathering) return;
    this.gathering = undefined;
    clearTimeout(gathering.timer);
    gathering.start();
  }

  private begin(): Gathering<T> {
    const items: T[] = [];
    let start = (): void => undefined;
    const started = new Promise<void>((resolve) => (start = resolve));
    return {
      items,
      done: started.then(() => this.run(items)),
      start,
      timer: setTimeout(() => this.flush(), this.options.waitMs),
    };
  }
}
