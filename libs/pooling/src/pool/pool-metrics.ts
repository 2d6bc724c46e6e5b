import { Counter, Gauge, Histogram, register } from 'prom-client';
import type { Lane } from '../lanes/lanes.js';
import type { PoolStats } from './pool-stats.js';

interface Measured {
  stats(): PoolStats;
}

/** Live pools of this process: the gauges add them up when Prometheus asks. */
const livePools = new Set<Measured>();

const sum = (pick: (stats: PoolStats) => number): number => {
  let total = 0;
  for (const pool of livePools) total += pick(pool.stats());
  return total;
};

function gauge(
  name: string,
  help: string,
  collect: (gauge: Gauge<string>) => void,
  labelNames: string[] = [],
) {
  if (register.getSingleMetric(name)) return;
  new Gauge({
    name,
    help,
    labelNames,
    collect() {
      collect(this);
    },
  });
}

function define() {
  gauge(
    'db_pool_connections',
    'Open database connections of this process by state.',
    (metric) => {
      metric.set(
        { state: 'idle' },
        sum((stats) => stats.idle),
      );
      metric.set(
        { state: 'active' },
        sum((stats) => stats.active),
      );
    },
    ['state'],
  );
  gauge('db_pool_max', 'Database connections this process may open.', (metric) =>
    metric.set(sum((s) => s.max)),
  );
  gauge('db_pool_waiting', 'Callers that wait for a database connection.', (metric) =>
    metric.set(sum((stats) => stats.waiting)),
  );
  gauge('db_pool_utilisation_ratio', 'Connections in use divided by the most allowed.', (metric) => {
    const max = sum((stats) => stats.max);
    metric.set(max === 0 ? 0 : sum((stats) => stats.active) / max);
  });
  return {
    acquireSeconds: histogram(
      'db_pool_acquire_seconds',
      'Time from asking for a database connection to having it.',
      [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    ),
    useSeconds: histogram(
      'db_pool_use_seconds',
      'Time a database connection was held, by kind of use.',
      [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
      ['lane'],
    ),
    acquireTimeouts: counter(
      'db_pool_acquire_timeouts_total',
      'Callers that got no database connection in time or were turned away.',
    ),
    leaks: counter('db_pool_leaks_total', 'Database connections held for longer than leakAfterMs.'),
  };
}

function histogram(name: string, help: string, buckets: number[], labelNames: string[] = []): Histogram {
  const known = register.getSingleMetric(name) as Histogram | undefined;
  return known ?? new Histogram({ name, help, buckets, labelNames });
}

function counter(name: string, help: string): Counter {
  return (register.getSingleMetric(name) as Counter | undefined) ?? new Counter({ name, help });
}

/** Registers a pool with the process-wide metrics and says how to report to them. Call `forget` when it closes. */
export function measurePool(pool: Measured, inGauges: boolean) {
  const { acquireSeconds, useSeconds, acquireTimeouts, leaks } = define();
  if (inGauges) livePools.add(pool);
  return {
    acquired: (durationMs: number) => acquireSeconds.observe(durationMs / 1_000),
    used: (lane: Lane, durationMs: number) => useSeconds.observe({ lane }, durationMs / 1_000),
    timedOut: () => acquireTimeouts.inc(),
    leaked: () => leaks.inc(),
    forget: () => livePools.delete(pool),
  };
}
