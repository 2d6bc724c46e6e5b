import { goalOf, type Goal } from '../harness/report.js';
import { spreadOf } from '../harness/statistics.js';
import type { CachePart } from './hits.part.js';
import { withReplicas } from './replicas/replica.js';

const entries = 100_000;

/** What 100 000 entries of 1 kB take in the heap, against what L1 counts for its limit. */
export async function memory(redisUrl: string, rounds: number): Promise<CachePart> {
  const goals: Goal[] = [];
  const facts: Record<string, string | number> = {};
  for (const kind of ['text', 'rows'] as const) {
    const ratios: number[] = [];
    for (let round = 0; round < Math.min(rounds, 3); round += 1) {
      const measured = await withReplicas(1, { redisUrl, busUrl: redisUrl }, async ([replica]) =>
        (replica as NonNullable<typeof replica>).tell('memory', { entries, kind }),
      );
      if (measured.entries !== entries) throw new Error(`L1 kept only ${measured.entries} entries.`);
      ratios.push(measured.heap / measured.counted);
      facts[`heap bytes an entry of ${Math.round(measured.json / entries)} B JSON, ${kind}`] = Math.round(
        measured.heap / entries,
      );
      facts[`bytes L1 counts for it, ${kind}`] = Math.round(measured.counted / entries);
    }
    goals.push(
      goalOf(`heap over bytes counted, ${entries} entries of ${kind}`, spreadOf(ratios), 1.3, 'lower'),
    );
  }
  return { goals, sides: {}, facts };
}
