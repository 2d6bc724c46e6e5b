import type { Benchmark } from '../harness/benchmark.js';
import { withRedisServers } from '../harness/servers.js';
import { zipfDay } from './day.part.js';
import { hits, type CachePart } from './hits.part.js';
import { memory } from './memory.part.js';
import { replicas } from './replicas.part.js';

/** Everything that is claimed of the cache, against libraries and bare clients. */
export const cache: Benchmark = ({ quick, parts: wanted, log }) =>
  withRedisServers(async ({ url: redisUrl }, bus) => {
    const rounds = quick ? 3 : 7;
    const all: Readonly<Record<string, { readonly title: string; run(): Promise<CachePart> }>> = {
      hits: { title: 'hits in memory and in Redis', run: () => hits({ redisUrl, rounds }) },
      replicas: {
        title: 'cold keys and changes over processes',
        run: () => replicas({ redisUrl, bus, rounds }),
      },
      day: { title: 'a day of requests', run: () => zipfDay(redisUrl, quick ? 50 : 200) },
      memory: { title: 'memory', run: () => memory(bus.url, rounds) },
    };
    const missing = wanted.filter((name) => all[name] === undefined);
    if (missing.length > 0) throw new Error(`Parts are ${Object.keys(all).join(', ')}.`);
    const parts: CachePart[] = [];
    for (const [name, { title, run }] of Object.entries(all)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      log(title);
      parts.push(await run());
    }
    return {
      rounds,
      goals: parts.flatMap(({ goals }) => goals),
      sides: Object.assign({}, ...parts.map(({ sides }) => sides)) as CachePart['sides'],
      facts: Object.assign({}, ...parts.map(({ facts }) => facts)) as CachePart['facts'],
    };
  });
