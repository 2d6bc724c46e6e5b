import { Counter, Gauge, Histogram, register, type Metric } from 'prom-client';
import type { Recorder } from './recorder.js';

/** The caches of this process, asked when Prometheus asks: a lookup never touches a metric. */
const recorders = new Set<Recorder>();

const own = <M extends Metric>(name: string, create: (name: string) => M): M =>
  (register.getSingleMetric(name) as M | undefined) ?? create(name);

function bringUpToDate(): void {
  for (const recorder of recorders) recorder.report();
}

/** The Prometheus metrics, in the default registry; several caches of a process share them. */
export const cacheMetrics = () => ({
  requests: own(
    'cache_requests_total',
    (name) =>
      new Counter({
        name,
        help: 'Lookups by where they were answered: l1 or l2 hit or stale; none miss or joined.',
        labelNames: ['group', 'layer', 'result'],
        collect: bringUpToDate,
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
  loadsWaiting: own(
    'cache_loads_waiting',
    (name) =>
      new Gauge({ name, help: 'Loads that wait for their turn: too many are at work after an outage.' }),
  ),
  savedCalls: own(
    'cache_saved_calls_total',
    (name) =>
      new Counter({
        name,
        help: 'Calls to the source (telegram, database) that hits have spared.',
        labelNames: ['group', 'source'],
        collect: bringUpToDate,
      }),
  ),
  savedSeconds: own(
    'cache_saved_load_seconds_total',
    (name) =>
      new Counter({
        name,
        help: 'Seconds of loading that hits have spared, by the mean of the loads so far.',
        labelNames: ['group', 'source'],
        collect: bringUpToDate,
      }),
  ),
  invalidations: own(
    'cache_invalidations_total',
    (name) =>
      new Counter({
        name,
        help: 'Invalidations by a change that the group is stale on.',
        labelNames: ['group'],
        collect: bringUpToDate,
      }),
  ),
  l1Bytes: own('cache_l1_bytes', (name) => new Gauge({ name, help: 'Estimated bytes of L1.' })),
  l1GroupBytes: own(
    'cache_l1_group_bytes',
    (name) =>
      new Gauge({
        name,
        help: 'Estimated bytes of a group in L1.',
        labelNames: ['group'],
        collect: bringUpToDate,
      }),
  ),
  l1LimitBytes: own(
    'cache_l1_limit_bytes',
    (name) => new Gauge({ name, help: 'Bytes L1 may take at present; less under heap pressure.' }),
  ),
  l1Evictions: own(
    'cache_l1_evictions_total',
    (name) =>
      new Counter({ name, help: 'Entries pushed out of L1 for want of room.', collect: bringUpToDate }),
  ),
  l2Errors: own(
    'cache_l2_errors_total',
    (name) => new Counter({ name, help: 'Redis operations of the cache that failed or were late.' }),
  ),
  undecodable: own(
    'cache_l2_undecodable_total',
    (name) => new Counter({ name, help: 'Values of Redis that could not be read or authenticated.' }),
  ),
  circuitOpen: own(
    'cache_l2_circuit_open',
    (name) => new Gauge({ name, help: '1 while Redis is left alone after failures.' }),
  ),
});

/** The metrics' type. */
export type CacheMetrics = ReturnType<typeof cacheMetrics>;

/** Has the recorder report whenever Prometheus asks. Returns a function that ends it after a last report. */
export function reportWhenAsked(recorder: Recorder): () => void {
  recorders.add(recorder);
  return () => {
    recorder.report();
    recorders.delete(recorder);
  };
}
