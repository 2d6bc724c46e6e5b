import type { Counter } from 'prom-client';

/** Brings counters up to sums that are kept elsewhere, so that several keepers can share a counter. */
export class MetricDeltas {
  private readonly told = new Map<Counter<string>, Map<string, number>>();

  /** `sum` is the keeper's own sum for these labels; one that fell (an estimate) waits until it rises again. */
  add<L extends string>(counter: Counter<L>, labels: Record<string, string>, sum: number): void {
    const known = this.told.get(counter as Counter<string>) ?? new Map<string, number>();
    this.told.set(counter as Counter<string>, known);
    const series = Object.values(labels).join();
    const before = known.get(series);
    if (before !== undefined && sum <= before) return;
    known.set(series, sum);
    (counter as Counter<string>).inc(labels, sum - (before ?? 0));
  }
}
