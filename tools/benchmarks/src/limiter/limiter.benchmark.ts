import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRedisServer, startGuard, startRedis, type Guard } from '@analyticbot/embedded';
import type { Benchmark } from '../harness/benchmark.js';
import type { SideResult } from '../harness/compare.js';
import { goalOf, type Goal } from '../harness/report.js';
import { quantile, spreadOf } from '../harness/statistics.js';
import { callers, type CallerName } from './callers.js';
import { runSide, type SideRun } from './run-side.js';
import { scenarios, type Scenario } from './scenarios.js';

const ours: CallerName = 'our limiter';
/** At most so many times the least possible time. */
const overMinimum = 1.05;

/**
 * Everything a bot has to say at once, from two replicas, against enforced limits. It mostly waits, so the sides run at the
 * same time, each against a sandbox of its own.
 */
export const limiter: Benchmark = async ({ quick, log }) => {
  const plan = scenarios(quick);
  const goals: Goal[] = [];
  const sides: Record<string, SideResult[]> = {};
  const facts: Record<string, string | number> = {};
  await withRedis(async (redisUrl, guard) => {
    for (const scenario of plan) {
      const runs: SideRun[] = [];
      for (let round = 0; round < scenario.rounds; round += 1) {
        runs.push(...(await oneRound(scenario, redisUrl, guard)));
        log(`${scenario.title}, round ${round + 1}: ${describe(runs.slice(-names().length), scenario)}`);
      }
      const mine = runs.filter(({ side }) => side === ours);
      const ratios = mine.map(({ tookMs }) => tookMs / scenario.leastMs);
      goals.push(
        goalOf(`${scenario.id}-over-minimum`, spreadOf(ratios), overMinimum, 'lower'),
        // In all rounds together: a median would hide a single bad one.
        goalOf(`${scenario.id}-429s`, spreadOf([sumOf(mine)]), 0, 'lower'),
      );
      sides[scenario.title] = names().map((name) => resultOf(name, runs, scenario));
      for (const name of names()) facts[`${scenario.id}, ${name}`] = summaryOf(name, runs, scenario);
    }
  });
  return { rounds: Math.max(...plan.map(({ rounds }) => rounds)), goals, sides, facts };
};

function oneRound(scenario: Scenario, redisUrl: string, guard: Guard): Promise<SideRun[]> {
  return Promise.all(names().map((name) => runSide(name, scenario, { redisUrl, guard })));
}

async function withRedis(work: (redisUrl: string, guard: Guard) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'analyticbot-benchmark-'));
  const guard = startGuard();
  try {
    const server = await findRedisServer({ cacheDir: join(folder, 'cache') });
    const redis = await startRedis({ server, guard });
    await work(redis.url, guard).finally(() => redis.stop());
  } finally {
    await guard.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function sumOf(runs: readonly SideRun[]): number {
  return runs.reduce((sum, { refusals }) => sum + refusals, 0);
}

function names(): CallerName[] {
  return Object.keys(callers) as CallerName[];
}

function resultOf(name: CallerName, runs: readonly SideRun[], { calls }: Scenario): SideResult {
  const own = runs.filter(({ side }) => side === name);
  const latencies = own.flatMap((run) => run.latencies);
  return {
    name,
    msPerOperation: own.map(({ tookMs }) => tookMs / calls.length),
    latency: { p50: quantile(latencies, 0.5), p95: quantile(latencies, 0.95) },
  };
}

function summaryOf(name: CallerName, runs: readonly SideRun[], { leastMs }: Scenario): string {
  const own = runs.filter(({ side }) => side === name);
  const ratio = spreadOf(own.map(({ tookMs }) => tookMs / leastMs)).median;
  const refusals = spreadOf(own.map((run) => run.refusals)).median;
  return `${ratio.toFixed(3)} × the minimum with ${refusals} × 429`;
}

function describe(runs: readonly SideRun[], { leastMs }: Scenario): string {
  return runs
    .map(({ side, tookMs, refusals }) => `${side} ${(tookMs / leastMs).toFixed(3)} (${refusals} × 429)`)
    .join(', ');
}
