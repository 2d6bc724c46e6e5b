import { autoscalingCheck } from './checks/cluster/autoscaling.check.js';
import { budgetCheck } from './checks/cluster/budget.check.js';
import type { Check } from './checks/check.js';
import { composeCheck } from './checks/compose.check.js';
import { dashboardsCheck } from './checks/dashboards.check.js';
import { documentsCheck } from './checks/documents.check.js';
import { environmentCheck } from './checks/cluster/environment.check.js';
import { lockfileCheck } from './checks/lockfile.check.js';
import { metricsCheck } from './checks/metrics.check.js';
import { promtoolCheck } from './checks/promtool.check.js';
import { schemaCheck } from './checks/cluster/schema.check.js';
import { workloadsCheck } from './checks/cluster/workloads.check.js';
import type { Repository } from './repository/repository.js';

/** All checks, in the order in which their findings make sense: the later ones rely on sound shapes. */
export const checks: readonly Check[] = [
  schemaCheck,
  workloadsCheck,
  environmentCheck,
  autoscalingCheck,
  metricsCheck,
  dashboardsCheck,
  budgetCheck,
  composeCheck,
  lockfileCheck,
  documentsCheck,
  promtoolCheck,
];

/** What one check found. `skipped` says why it did not run. */
export interface Result {
  readonly title: string;
  readonly problems: readonly string[];
  readonly skipped: string | undefined;
}

/** Runs every check. A manifest with a broken shape ends it after the first: the others would only stumble over it. */
export function validate(repository: Repository, run: readonly Check[] = checks): Result[] {
  const results: Result[] = [];
  for (const check of run) {
    const skipped = check.skip?.();
    const problems = skipped === undefined ? check.run(repository) : [];
    results.push({ title: check.title, problems, skipped });
    if (check === schemaCheck && problems.length > 0) break;
  }
  return results;
}

/** The results as a table, followed by one line for each problem. */
export function describeResults(results: readonly Result[]): string {
  const width = Math.max(...results.map(({ title }) => title.length));
  const verdict = ({ problems, skipped }: Result) =>
    skipped !== undefined
      ? `skipped: ${skipped}`
      : problems.length === 0
        ? 'ok'
        : `${problems.length} problem(s)`;
  const table = results.map((result) => `${result.title.padEnd(width)}  ${verdict(result)}`);
  const problems = results.flatMap((result) => result.problems.map((problem) => `✗ ${problem}`));
  return [...table, ...(problems.length > 0 ? ['', ...problems] : [])].join('\n');
}
