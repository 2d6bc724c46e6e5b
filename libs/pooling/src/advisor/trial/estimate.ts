import type { Trial } from '../advice.types.js';
import type { PlanNode } from '../plan/explain.js';

/** The planner's default costs of reading a page out of order, and of a row. */
const randomPageCost = 4;
const cpuTupleCost = 0.01;

/**
 * Our own arithmetic, where the planner can't be asked: the scan is replaced by one page and one row read for each row it keeps
 * (as for rows that lie apart), and a descent of log₁₀₀(rows) pages. Pure.
 */
export function estimateTrial(plan: PlanNode, scan: PlanNode, rows: number): Trial {
  const descent = Math.max(1, Math.ceil(Math.log(Math.max(2, rows)) / Math.log(100))) * randomPageCost;
  const found = scan['Plan Rows'] * (randomPageCost + cpuTupleCost);
  const before = plan['Total Cost'];
  const after = before - scan['Total Cost'] + Math.min(scan['Total Cost'], descent + found);
  return { method: 'estimate', before, after, basis: 'arithmetic on the plan: the planner was not asked' };
}
