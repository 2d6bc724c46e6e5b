import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

/** Quantiles in seconds over the last one to two windows; null while nothing was recorded. */
export interface QuantileSnapshot {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly count: number;
  /** Start of the span the figures cover, milliseconds since the epoch. */
  readonly since: number;
}

interface Window {
  readonly start: number;
  readonly values: RecordableHistogram;
}

const micros = 1_000_000;

/** Quantiles of durations over a rolling span: the running window and the one before it. */
export class RollingQuantiles {
  private current: Window;
  private previous: Window | undefined;

  /** @param windowMs length of one window; the span covered is between one and two of them */
  constructor(
    private readonly windowMs: number,
    private readonly now: () => number = Date.now,
  ) {
    this.current = this.open(now());
  }

  /** Takes one duration in seconds. Below a microsecond counts as one. */
  record(seconds: number): void {
    this.roll();
    this.current.values.record(Math.max(1, Math.round(seconds * micros)));
  }

  snapshot(): QuantileSnapshot {
    this.roll();
    const all = createHistogram();
    if (this.previous !== undefined) all.add(this.previous.values);
    all.add(this.current.values);
    const at = (percentile: number) => (all.count === 0 ? null : all.percentile(percentile) / micros);
    return {
      p50: at(50),
      p95: at(95),
      p99: at(99),
      count: all.count,
      since: (this.previous ?? this.current).start,
    };
  }

  private roll(): void {
    const now = this.now();
    const age = now - this.current.start;
    if (age < this.windowMs) return;
    this.previous = age < 2 * this.windowMs ? this.current : undefined;
    this.current = this.open(now);
  }

  private open(start: number): Window {
    return { start, values: createHistogram() };
  }
}
