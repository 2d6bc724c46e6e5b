import { speedUp, type SideResult } from '../harness/compare.js';
import { goalOf, type Goal } from '../harness/report.js';
import { spreadOf } from '../harness/statistics.js';
import { executions } from './parts/executions.js';
import { flat } from './parts/flat.js';
import { answeredLater } from './parts/nobody-there.js';

/** What is promised beside speed: one execution, nothing lost, no slowing down. */
export interface Promises {
  readonly goals: readonly Goal[];
  readonly sides: readonly SideResult[];
  readonly facts: Readonly<Record<string, string | number>>;
}

const stock = 'Nest, Redis transport';
const work = 'work queue';
const MB = 2 ** 20;

/** Measures the promises, the stock transport beside each where it can be asked the same. */
export async function promises(redisUrl: string, quick: boolean): Promise<Promises> {
  const rounds = quick ? 3 : 7;
  const requests = 500;
  const goals: Goal[] = [];
  const facts: Record<string, string | number> = {};
  for (const replicas of [2, 4]) {
    const run = { replicas, rounds, requests };
    const ours = await executions(redisUrl, work, run);
    // An execution too few is as wrong as one too many: what is held against the goal is the farthest from 1.
    goals.push(goalOf(`executions-a-request-${replicas}-replicas`, farthest(ours), 1, 'lower'));
    facts[`executions a request, ${replicas} replicas, ${stock}`] = (
      await executions(redisUrl, stock, run)
    ).median.toFixed(3);
  }
  const absent = { rounds: 2, requests: 100 };
  goals.push(goalOf('answered-though-nobody-was-up', await answeredLater(redisUrl, work, absent), 1));
  facts[`answered though nobody was up, ${stock}`] = (
    await answeredLater(redisUrl, stock, absent)
  ).median.toFixed(2);

  const past = quick ? 100_000 : 1_000_000;
  const queue = await flat(redisUrl, { past, rounds, operations: quick ? 3_000 : 10_000 });
  const { memory, length } = queue;
  goals.push(goalOf('aged-over-fresh-queue', speedUp(queue.sides, 'fresh queue', 'aged queue'), 0.9));
  const kept = spreadOf([Math.max(0, memory.after - memory.before) / past]);
  goals.push(goalOf('redis-bytes-kept-an-acknowledged-message', kept, 1, 'lower'));
  facts['messages acknowledged in the aged queue'] = past;
  facts['Redis memory before, fullest, after (MB)'] = [memory.before, memory.fullest, memory.after]
    .map((bytes) => (bytes / MB).toFixed(1))
    .join(', ');
  facts['entries in the stream, fullest and after'] = `${length.fullest}, ${length.after}`;
  return { goals, sides: queue.sides, facts };
}

function farthest({ min, max }: { min: number; max: number }): ReturnType<typeof spreadOf> {
  const worst = 1 + Math.max(1 - min, max - 1);
  return spreadOf([worst]);
}
