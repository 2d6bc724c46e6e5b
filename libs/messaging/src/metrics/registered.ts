import { Counter, Gauge, type Metric, register } from 'prom-client';

/** Brings a metric up to date just before it is read. */
export type Refresh = () => void;

const refreshes = new WeakMap<object, Set<Refresh>>();

/** The counter of that name on the default registry; made when it is not there. */
export function counter<L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> {
  return once(name, () => new Counter({ name, help, labelNames: [...labelNames], collect: refreshAll }));
}

/** The same for a gauge. */
export function gauge<L extends string>(name: string, help: string, labelNames: readonly L[]): Gauge<L> {
  return once(name, () => new Gauge({ name, help, labelNames: [...labelNames], collect: refreshAll }));
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
