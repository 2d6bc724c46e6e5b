import type { Benchmark } from '../harness/benchmark.js';
import { goalOf } from '../harness/report.js';
import { withServers } from '../harness/servers.js';
import { spreadOf } from '../harness/statistics.js';
import { cachePart } from './cache.part.js';
import { ingestPart } from './ingest.part.js';
import { rounds, type PartResult } from './part.js';
import { reportPart } from './report.part.js';
import { requestReplyPart } from './request-reply.part.js';
import { pointsOf, scoreOf, weights, type Weight } from './score.js';

const parts = {
  report: reportPart,
  cache: cachePart,
  'request and reply': requestReplyPart,
  ingest: ingestPart,
};
const goodScore = 80;

/** A score out of 100 in under a minute: a few short comparisons, weighted. */
export const quick: Benchmark = ({ log }) =>
  withServers(async (servers) => {
    const results: PartResult[] = [];
    const sides: Record<string, PartResult['sides']> = {};
    for (const [name, part] of Object.entries(parts)) {
      log(`measuring ${name}`);
      const measured = await part(servers);
      results.push(...measured);
      sides[name] = measured.flatMap((result) => result.sides);
    }
    const score = (pick: (result: PartResult) => number) =>
      scoreOf(Object.fromEntries(results.map((result) => [result.id, pick(result)])));
    const total = {
      ...spreadOf([score(({ ratio }) => ratio.median)]),
      min: score(({ ratio }) => ratio.min),
      max: score(({ ratio }) => ratio.max),
    };
    const facts = results.map(({ id, ratio }): [string, string] => {
      const part = weights[id] as Weight;
      return [id, `${pointsOf(ratio.median, part).toFixed(1)} of ${part.weight} points`];
    });
    return {
      rounds,
      goals: [
        goalOf('score', total, goodScore),
        ...results.map(({ id, ratio }) => goalOf(id, ratio, (weights[id] as Weight).goal)),
      ],
      sides,
      facts: Object.fromEntries(facts),
    };
  });
