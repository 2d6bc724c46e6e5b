import type { WindowLimit } from './limits.js';
import { longestFlightMs } from './slot-request.js';

interface Logged {
  readonly entry: string;
  /** When it was answered; of a call in flight, when it left. */
  readonly at: number;
  readonly inFlight: boolean;
}

/**
 * The calls of one limit. A call counts from its answer on, not from its departure: it reached Telegram somewhere between
 * the two. So no delay on the way can bring more calls into one of Telegram's windows than the limit allows, as long as
 * none is on its way for longer than `longestFlightMs`.
 */
export class CallLog {
  private calls: readonly Logged[] = [];

  constructor(private readonly windowMs: number) {}

  get isEmpty(): boolean {
    return this.calls.length === 0;
  }

  /** Drops what no longer counts. */
  forget(now: number): void {
    this.calls = this.calls.filter((call) => reachedBy(call, now) > now - this.windowMs);
  }

  /** Calls that count at `now`; only those of one lane where `rank` is given. */
  count(rank?: number): number {
    return this.of(rank).length;
  }

  /** How long until fewer than `count` calls count; 0 when that is so now. */
  waitFor(now: number, count: WindowLimit['count'], rank?: number): number {
    const moments = this.of(rank)
      .map((call) => reachedBy(call, now))
      .sort((a, b) => a - b);
    const leaving = moments[moments.length - count];
    return leaving === undefined ? 0 : leaving + this.windowMs - now;
  }

  leave(entry: string, now: number): void {
    this.calls = [...this.calls, { entry, at: now, inFlight: true }];
  }

  answered(entry: string, now: number): void {
    this.calls = this.calls.map((call) =>
      call.entry === entry ? { entry, at: now, inFlight: false } : call,
    );
  }

  drop(entry: string): void {
    this.calls = this.calls.filter((call) => call.entry !== entry);
  }

  private of(rank: number | undefined): readonly Logged[] {
    return rank === undefined ? this.calls : this.calls.filter(({ entry }) => entry.startsWith(`${rank}:`));
  }
}

/** The latest moment, as far as is known at `now`, at which the call reached Telegram. */
function reachedBy({ at, inFlight }: Logged, now: number): number {
  return inFlight ? Math.min(now, at + longestFlightMs) : at;
}
