/** What everything in the sandbox takes its time from. */
export interface SimClock {
  now(): Date;
}

/** A clock's whole state: simulated = origin + (real - since) × speed. JSON-safe; times in milliseconds. */
export interface ClockState {
  /** The simulated moment… */
  origin: number;
  /** …that it was at this real moment. */
  since: number;
  /** Simulated seconds a real second. */
  speed: number;
  frozen: boolean;
}

/**
 * A clock that can run faster, stand still and jump ahead, but never runs backwards.
 * As long as nobody touches it, it is the real time.
 */
export class AdjustableClock implements SimClock {
  private state: ClockState;

  constructor(
    private readonly realNow: () => number = Date.now,
    options: { start?: Date; speed?: number } = {},
  ) {
    const since = realNow();
    this.state = {
      origin: options.start?.getTime() ?? since,
      since,
      speed: options.speed ?? 1,
      frozen: false,
    };
  }

  now(): Date {
    const { origin, since, speed, frozen } = this.state;
    return new Date(frozen ? origin : Math.floor(origin + (this.realNow() - since) * speed));
  }

  get speed(): number {
    return this.state.speed;
  }

  get frozen(): boolean {
    return this.state.frozen;
  }

  /** @throws RangeError when `now` lies before the present simulated moment. */
  change(change: { speed?: number; frozen?: boolean; now?: Date; advanceMs?: number }): void {
    const present = this.now().getTime();
    const origin = (change.now?.getTime() ?? present) + (change.advanceMs ?? 0);
    if (origin < present)
      throw new RangeError('Time never runs backwards: choose a moment after the present one.');
    this.state = {
      origin,
      since: this.realNow(),
      speed: change.speed ?? this.state.speed,
      frozen: change.frozen ?? this.state.frozen,
    };
  }

  /** The state to keep; see `resume`. */
  save(): ClockState {
    return { ...this.state, origin: this.now().getTime(), since: this.realNow() };
  }

  /**
   * Continues a saved clock. One that showed the real time shows it again (the world went on meanwhile); any other goes on
   * where it stopped. `speed`, when given, wins over the saved one.
   */
  resume(saved: ClockState, speed?: number): void {
    const wasReal = saved.speed === 1 && !saved.frozen && Math.abs(saved.origin - saved.since) < 1000;
    this.state = {
      ...saved,
      origin: wasReal ? Math.max(this.realNow(), saved.origin) : saved.origin,
      since: this.realNow(),
      speed: speed ?? saved.speed,
    };
  }
}

/** A moment in whole seconds since 1970, as the Bot API writes dates. */
export function unixSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
