import { register, type Metric } from 'prom-client';

/** The metric of that name from the default registry, made at the first call: libraries may be loaded twice. */
export function ownMetric<M extends Metric>(name: string, create: () => M): M {
  return (register.getSingleMetric(name) as M | undefined) ?? create();
}
