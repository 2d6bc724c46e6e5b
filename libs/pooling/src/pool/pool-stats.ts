/** A pool at this moment. */
export interface PoolStats {
  /** Open connections. */
  readonly size: number;
  /** Open and unused. */
  readonly idle: number;
  /** Handed out to a caller. */
  readonly active: number;
  /** Callers that wait for a connection. */
  readonly waiting: number;
  readonly max: number;
  /** active ÷ max, from 0 to 1. */
  readonly utilisation: number;
  /** Milliseconds from asking for a connection to having it, over the last 1000 times; null before the first. */
  readonly acquireMs: { readonly p50: number; readonly p95: number } | null;
  /** Milliseconds a connection was held, over the last 1000 uses; null before the first. */
  readonly useMs: { readonly p50: number; readonly p95: number } | null;
  /** Acquire timeouts and turned-away callers since start. */
  readonly timeouts: number;
  /** Connections that were held longer than `leakAfterMs`, since start. */
  readonly leaks: number;
}

/** The last `capacity` durations and their quantiles. Bounded, so that a long-lived process stays small. */
export class DurationWindow {
  private readonly values: Float64Array;
  private count = 0;

  constructor(capacity = 1_000) {
    this.values = new Float64Array(capacity);
  }

  add(durationMs: number): void {
    this.values[this.count % this.values.length] = durationMs;
    this.count += 1;
  }

  /** Nearest-rank quantiles in the unit added, or null while empty. */
  quantiles(): { p50: number; p95: number } | null {
    const filled = Math.min(this.count, this.values.length);
    if (filled === 0) return null;
    const sorted = this.values.slice(0, filled).sort();
    const at = (q: number) => sorted[Math.min(filled - 1, Math.max(0, Math.ceil(q * filled) - 1))] ?? 0;
    return { p50: at(0.5), p95: at(0.95) };
  }
}
