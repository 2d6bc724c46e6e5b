import type { ConnectionBudgetResult } from '@analyticbot/pooling';
import { kpisOf, type Kpis } from '../figures/kpis.js';
import type { Finding } from '../findings/finding.js';
import { findingsOf } from '../findings/findings.js';
import type { Reading, SuiteReading } from '../readings/reading.js';

/** The report for people: how the suite does, what is wrong, and what to do. */
export interface PerformanceReport {
  readonly generatedAt: string;
  readonly status: 'ok' | 'warning' | 'critical';
  readonly kpis: Kpis;
  readonly findings: readonly Finding[];
  /** Replicas alive, by service. */
  readonly replicas: Reading<Readonly<Record<string, number>>>;
  /** The pools of the replicas alive now against what the server allows. */
  readonly connectionBudget: Reading<
    Pick<ConnectionBudgetResult, 'fits' | 'required' | 'available' | 'message'>
  >;
}

/** Puts a reading into words. Pure. */
export function reportOf(
  reading: SuiteReading,
  connectionBudget: PerformanceReport['connectionBudget'],
): PerformanceReport {
  const findings = findingsOf(reading);
  const worst = findings[0]?.severity;
  return {
    generatedAt: reading.at,
    status: worst === 'critical' || worst === 'warning' ? worst : 'ok',
    kpis: kpisOf(reading),
    findings,
    replicas: reading.replicas.available
      ? { available: true, value: countByService(reading.replicas.value.map(({ service }) => service)) }
      : reading.replicas,
    connectionBudget,
  };
}

function countByService(services: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const service of services) counts[service] = (counts[service] ?? 0) + 1;
  return counts;
}
