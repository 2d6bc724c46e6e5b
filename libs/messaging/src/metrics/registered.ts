import { Counter, Gauge, Histogram, type Metric, register } from 'prom-client';

/** Brings a metric up to date just before it is read. */
export type Refresh = () => void;

const refreshes = new WeakMap<object, Set<Refresh>>();
const buckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** The counter of that name on the default registry; made when it is not there. */
export function counter<L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> {
  return once(name, () => new Counter({ name, help, labelNames: [...labelNames], collect: refreshAll }));
}

/** The same for a gauge. */
export function gauge<L extends string>(name: string, help: string, labelNames: readonly L[]): Gauge<L> {
  return once(name, () => new Gauge({ name, help, labelNames: [...labelNames], collect: refreshAll }));
}

/** The same for a histogram of seconds, from a millisecond to a minute. */
export function histogram<L extends string>(
  name: string,
  help: string,
  labelNames: readonly L[],
): Histogram<L> {
  return once(name, () => new Histogram({ name, help, labelNames: [...labelNames], buckets }));
}

/** Has `refresh` called whenever the metric is read, until the returned function is called. */
export function beforeRead(metric: Metric, refresh: Refresh): () => void {
  const all = refreshes.get(metric) ?? new Set();
  refreshes.set(metric, all.add(refresh));
  return () => all.delete(refresh);
}

function refreshAll(this: object): void {
  for (const refresh of refreshes.get(this) ?? []) refresh();
}

function once<M extends Metric>(name: string, make: () => M): M {
  return (register.getSingleMetric(name) as M | undefined) ?? make();
}
