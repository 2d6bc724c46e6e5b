/** What `LoadGate` needs. */
export interface LoadGateOptions {
  /** Loads at once in calm times. */
  readonly calm: number;
  /** Loads at once during an outage of the shared layer and for a while after it. */
  readonly guarded: number;
  /** How long it stays guarded after the outage, ms. */
  readonly guardMs: number;
  readonly now: () => number;
  readonly onWait: (change: 1 | -1) => void;
}

/**
 * Keeps a thundering herd from the sources: without the shared layer every process loads for itself, and when it comes back
 * empty all of them miss at once. While that may be, few loads run at a time and the others wait in line.
 */
export class LoadGate {
  private running = 0;
  private outage = false;
  private guardedUntil = 0;
  private readonly line: (() => void)[] = [];

  constructor(private readonly options: LoadGateOptions) {}

  /** The shared layer was lost or came back. */
  sharedLayer(available: boolean): void {
    if (this.outage && available) this.guardedUntil = this.options.now() + this.options.guardMs;
    this.outage = !available;
    this.admit();
  }

  /** Would a load have to wait now? */
  get crowded(): boolean {
    return this.running >= this.limit || this.line.length > 0;
  }

  /** Runs the work when it is its turn. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.crowded) {
      this.options.onWait(1);
      await new Promise<void>((resolve) => this.line.push(resolve));
      this.options.onWait(-1);
    } else this.running += 1;
    try {
      return await work();
    } finally {
      this.running -= 1;
      this.admit();
    }
  }

  private get limit(): number {
    const { calm, guarded, now } = this.options;
    return this.outage || now() < this.guardedUntil ? guarded : calm;
  }

  private admit(): void {
    while (this.line.length > 0 && this.running < this.limit) {
      this.running += 1;
      this.line.shift()?.();
    }
  }
}
