import {
  ConnectionBudget,
  readServerCapacity,
  type Queryable,
  type ServiceShare,
} from '@analyticbot/pooling';
import type { Reading, SuiteReading } from '../readings/reading.js';
import type { PerformanceReport } from './performance-report.js';

/** Injection token of what each service may take of Postgres, from the configuration; undefined when it says nothing. */
export const BUDGET_SHARES = Symbol('budget-shares');

/** Beside its pool, each replica keeps one connection for health checks. */
const healthLane = 1;

/**
 * Whether all services at their largest fit into the server: by the shares of the configuration, else by the replicas alive now and
 * one more a service during a rollout.
 */
export async function readConnectionBudget(
  server: Queryable,
  reading: SuiteReading,
  configured: readonly ServiceShare[] | undefined,
): Promise<PerformanceReport['connectionBudget']> {
  const shares = configured ? { available: true as const, value: configured } : sharesOfReplicas(reading);
  if (!shares.available) return shares;
  try {
    const capacity = await readServerCapacity(server);
    const { fits, required, available, message } = new ConnectionBudget(shares.value).against(capacity);
    return { available: true, value: { fits, required, available, message } };
  } catch {
    return { available: false, because: 'the database does not answer' };
  }
}

function sharesOfReplicas({ replicas }: SuiteReading): Reading<ServiceShare[]> {
  if (!replicas.available) return replicas;
  const pools = new Map<string, { poolMax: number; count: number }>();
  for (const { service, pool } of replicas.value) {
    if (pool === undefined) continue;
    const known = pools.get(service);
    pools.set(service, { poolMax: Math.max(pool.max, known?.poolMax ?? 0), count: (known?.count ?? 0) + 1 });
  }
  if (pools.size === 0) return { available: false, because: 'no replica reports a pool' };
  const value = [...pools].map(([service, { poolMax, count }]) => ({
    service,
    poolMax: poolMax + healthLane,
    maxReplicas: count,
    surge: 1,
  }));
  return { available: true, value };
}
