import { performance } from 'node:perf_hooks';
import { planHour, type PlannedChannel } from '@analyticbot/refresh';
import type { SideResult } from '../harness/compare.js';
import { quantile, seededRandom } from '../harness/statistics.js';

const hour = 3_600_000;
const from = Date.parse('2026-11-23T12:00:00Z');

/** What planning an hour of many channels takes. */
export interface PlanningCost {
  readonly side: SideResult;
  /** Memory of all channels' states and a plan, each round, MB. */
  readonly megabytes: readonly number[];
  readonly runs: number;
}

/** Plans an hour of `count` channels of 20 posts each, `rounds` times, with states built anew. */
export function planningCost(count: number, rounds: number): PlanningCost {
  planOnce(count, 0);
  const measured = Array.from({ length: rounds }, (_, round) => planOnce(count, round + 1));
  const times = measured.map(({ ms }) => ms);
  const latency = { p50: quantile(times, 0.5), p95: quantile(times, 0.95) };
  return {
    side: { name: `${count} channels`, msPerOperation: times, latency },
    megabytes: measured.map(({ megabytes }) => megabytes),
    runs: measured.at(-1)?.runs ?? 0,
  };
}

function planOnce(count: number, seed: number): { ms: number; megabytes: number; runs: number } {
  const random = seededRandom(seed);
  const before = usedMegabytes();
  const channels = statesOf(count, random);
  const started = performance.now();
  const plan = planHour(channels, { from, budgetPerMinute: { calls: 900, pages: 3_000 }, random });
  const ms = performance.now() - started;
  const megabytes = usedMegabytes() - before;
  // Both are alive until here, so that their memory was measured.
  if (channels.length === 0) throw new RangeError('There was nothing to plan.');
  return { ms, megabytes, runs: plan.runs.length };
}

function statesOf(count: number, random: () => number): PlannedChannel[] {
  return Array.from({ length: count }, (_, index) => {
    const ages = Array.from({ length: 20 }, () => random() ** 2 * 30 * 24 * hour).sort((a, b) => a - b);
    return {
      id: `-100${1_000_000_000 + index}`,
      owner: `owner-${Math.floor(random() * count)}`,
      state: {
        interest: random() < 0.05 ? 'live' : random() < 0.6 ? 'watched' : 'idle',
        subscribersReadAt: from - random() * hour,
        posts: ages.map((age) => ({ postedAt: from - age, readAt: from - Math.min(age, random() * hour) })),
        postsPerCall: 20,
      },
    };
  });
}

function usedMegabytes(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
}
