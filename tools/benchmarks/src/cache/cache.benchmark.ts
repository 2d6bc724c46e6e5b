import type { Benchmark } from '../harness/benchmark.js';
import { withRedisServers } from '../harness/servers.js';
import { zipfDay } from './day.part.js';
import { hits, type CachePart } from './hits.part.js';
import { memory } from './memory.part.js';
import { replicas } from './replicas.part.js';

/** Everything that is claimed of the cache, against libraries and bare clients. */
export const cache: Benchmark = ({ quick, log }) =>
  withRedisServers(async ({ url: redisUrl }, bus) => {
    const rounds = quick ? 3 : 7;
    const parts: CachePart[] = [];
    log('hits in memory and in Redis');
    parts.push(await hits({ redisUrl, rounds }));
    log('cold keys and changes over processes');
    parts.push(await replicas({ redisUrl, bus, rounds }));
    log('a day of requests');
    parts.push(await zipfDay(redisUrl, quick ? 50 : 200));
    log('memory');
    parts.push(await memory(bus.url, rounds));
    return {
      rounds,
      goals: parts.flatMap(({ goals }) => goals),
      sides: Object.assign({}, ...parts.map(({ sides }) => sides)) as CachePart['sides'],
      facts: Object.assign({}, ...parts.map(({ facts }) => facts)) as CachePart['facts'],
    };
  });
