import { performance } from 'node:perf_hooks';
import { callers, type CallerName, type CallerOptions } from './callers.js';
import type { PlannedCall } from './scenarios.js';

/** What a replica is told when it begins. */
export interface ReplicaTask extends CallerOptions {
  readonly side: CallerName;
  readonly calls: readonly PlannedCall[];
}

/** What a replica did. Milliseconds. */
export interface ReplicaReport {
  readonly tookMs: number;
  /** Of each call, from the beginning to its answer. */
  readonly latencies: readonly number[];
  readonly refusals: number;
}

/** A process of its own, as a replica is: told what to do by its parent, it does all of it at once and tells how it went. */
process.once('message', (task: ReplicaTask) => {
  void run(task).then(
    (report) => process.send?.(report, () => process.exit(0)),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.send?.('ready');

async function run({ side, calls, ...options }: ReplicaTask): Promise<ReplicaReport> {
  const caller = callers[side](options);
  const start = performance.now();
  const latencies = await Promise.all(
    calls.map(async (planned) => {
      await caller.call(planned);
      return performance.now() - start;
    }),
  );
  const report = { tookMs: performance.now() - start, latencies, refusals: caller.refusals() };
  await caller.close();
  return report;
}
