import { Counter, Gauge, Histogram, register, type Metric } from 'prom-client';

const own = <M extends Metric>(name: string, create: (name: string) => M): M =>
  (register.getSingleMetric(name) as M | undefined) ?? create(name);

/** The Prometheus metrics, in the default registry; several caches of a process share them. */
export const cacheMetrics = () => ({
  requests: own(
    'cache_requests_total',
    (name) =>
      new Counter({
        name,
        help: 'Lookups by where they were answered: l1 or l2 hit or stale; none miss or joined.',
        labelNames: ['group', 'layer', 'result'],
      }),
  ),
  loadSeconds: own(
    'cache_load_seconds',
    (name) =>
      new Histogram({
        name,
        help: 'Seconds the loader took, also when it failed.',
        labelNames: ['group'],
        buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      }),
  ),
  loadsInFlight: own(
    'cache_loads_in_flight',
    (name) => new Gauge({ name, help: 'Loaders at work.', labelNames: ['group'] }),
  ),
  l1Bytes: own('cache_l1_bytes', (name) => new Gauge({ name, help: 'Estimated bytes of L1.' })),
  l2Errors: own(
    'cache_l2_errors_total',
    (name) => new Counter({ name, help: 'Redis operations of the cache that failed or were late.' }),
  ),
  circuitOpen: own(
    'cache_l2_circuit_open',
    (name) => new Gauge({ name, help: '1 while Redis is left alone after failures.' }),
  ),
});

/** The metrics' type. */
export type CacheMetrics = ReturnType<typeof cacheMetrics>;
