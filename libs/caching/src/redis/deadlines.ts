/** One operation that must be over in time, in the line of those under way. */
interface Awaited {
  readonly until: number;
  readonly onLate: () => void;
  /** Over, or late. */
  over: boolean;
  next: Awaited | undefined;
}

/**
 * Deadlines of operations that all may take equally long: who comes first is late first, so one timer does for all of them, and an
 * operation that is over in time has set and cleared none. Timers of their own cost more than reading a value.
 */
export class Deadlines {
  private first: Awaited | undefined;
  private last: Awaited | undefined;
  private isTimed = false;

  /** @param ms how long each may take */
  constructor(private readonly ms: number) {}

  /** Begins an operation. `onLate` hears when it takes too long, unless it was ended before. */
  begin(onLate: () => void): Awaited {
    const awaited: Awaited = { until: performance.now() + this.ms, onLate, over: false, next: undefined };
    // Who is over leaves when everybody before has left.
    while (this.first?.over === true) this.first = this.first.next;
    if (this.first === undefined) this.first = awaited;
    else (this.last as Awaited).next = awaited;
    this.last = awaited;
    if (!this.isTimed) this.lookIn(this.ms);
    return awaited;
  }

  /** The operation is over. False: it was late. */
  end(awaited: Awaited): boolean {
    if (awaited.over) return false;
    awaited.over = true;
    return true;
  }

  private lookIn(ms: number): void {
    this.isTimed = true;
    setTimeout(() => {
      const now = performance.now();
      // A blocked event loop makes timers late, too: answers that have arrived are read first.
      setImmediate(() => setImmediate(() => this.expire(now)));
    }, ms).unref();
  }

  /** Who hears that an operation is late may begin another one: the line is in order whenever one is told. */
  private expire(now: number): void {
    for (let first = this.first; first !== undefined; first = this.first) {
      if (!first.over && first.until > now) {
        this.lookIn(Math.max(1, first.until - now));
        return;
      }
      this.first = first.next;
      if (first.over) continue;
      first.over = true;
      first.onLate();
    }
    this.isTimed = false;
  }
}
