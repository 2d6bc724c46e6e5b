import { ConnectionBudget, readServerCapacity, type Queryable } from '@analyticbot/pooling';
import type { SuiteReading } from '../readings/reading.js';
import type { PerformanceReport } from './performance-report.js';

/** Whether the pools of the replicas alive now fit into the server at their largest, with one more a service during a rollout. */
export async function readConnectionBudget(
  server: Queryable,
  { replicas }: SuiteReading,
): Promise<PerformanceReport['connectionBudget']> {
  if (!replicas.available) return replicas;
  const pools = new Map<string, { poolMax: number; count: number }>();
  for (const { service, pool } of replicas.value) {
    if (pool === undefined) continue;
    const known = pools.get(service);
    pools.set(service, { poolMax: Math.max(pool.max, known?.poolMax ?? 0), count: (known?.count ?? 0) + 1 });
  }
  if (pools.size === 0) return { available: false, because: 'no replica reports a pool' };
  const shares = [...pools].map(([service, { poolMax, count }]) => ({
    service,
    poolMax,
    maxReplicas: count,
    surge: 1,
  }));
  try {
    const capacity = await readServerCapacity(server);
    const { fits, required, available, message } = new ConnectionBudget(shares).against(capacity);
    return { available: true, value: { fits, required, available, message } };
  } catch {
    return { available: false, because: 'the database does not answer' };
  }
}
