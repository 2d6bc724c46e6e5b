import { fileURLToPath } from 'node:url';
import { beforeAfter } from './before-after/before-after.benchmark.js';
import { cache } from './cache/cache.benchmark.js';
import { collection } from './collection/collection.benchmark.js';
import type { Benchmark } from './harness/benchmark.js';
import { describeResult, thisMachine, writeResult } from './harness/report.js';
import { ingest } from './ingest/ingest.benchmark.js';
import { limiter } from './limiter/limiter.benchmark.js';
import { messaging } from './messaging/messaging.benchmark.js';
import { pool } from './pool/pool.benchmark.js';
import { queries } from './queries/queries.benchmark.js';
import { quick } from './quick/quick.benchmark.js';

const benchmarks: Readonly<Record<string, Benchmark>> = {
  'before-after': beforeAfter,
  cache,
  collection,
  ingest,
  limiter,
  messaging,
  pool,
  queries,
  quick,
};

const [name = '', ...flags] = process.argv.slice(2);
const run = benchmarks[name];
const parts = flags.flatMap((flag) => /^--part=(\w+)$/.exec(flag)?.[1] ?? []);
const unknown = flags.filter((flag) => !/^--(quick(=true)?|part=\w+)$/.test(flag));
if (run === undefined || unknown.length > 0) {
  console.error(
    `Say which benchmark: ${Object.keys(benchmarks).join(', ')}. Options are --quick and, of cache, --part=hits.`,
  );
  process.exit(2);
}

try {
  const measured = await run({
    quick: flags.length > parts.length,
    parts,
    log: (line) => console.log(`… ${line}`),
  });
  const result = { name, at: new Date().toISOString(), machine: thisMachine(), ...measured };
  const file = fileURLToPath(new URL(`../results/${name}.json`, import.meta.url));
  writeResult(file, result);
  console.log(`\n${describeResult(result)}\n\n${file}`);
} catch (error) {
  console.error(`The benchmark "${name}" could not be run:`, error);
  process.exitCode = 1;
}
