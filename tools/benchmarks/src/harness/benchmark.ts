import type { BenchmarkResult } from './report.js';

/** What may be asked of a benchmark. */
export interface BenchmarkOptions {
  /** Less data and fewer rounds: to see that it runs, not to quote. */
  readonly quick: boolean;
  /** Only these parts, if the benchmark has such; none named: all. */
  readonly parts: readonly string[];
  readonly log: (line: string) => void;
}

/** What a benchmark measures; name, time and machine are added by the caller. Throws when it could not measure. */
export type Benchmark = (
  options: BenchmarkOptions,
) => Promise<Pick<BenchmarkResult, 'rounds' | 'goals' | 'sides' | 'facts'>>;
