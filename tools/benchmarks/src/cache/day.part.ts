import { createCache, defineCacheGroups } from '@analyticbot/caching';
import { goalOf } from '../harness/report.js';
import { seededRandom, spreadOf } from '../harness/statistics.js';
import type { CachePart } from './hits.part.js';

const day = 86_400_000;
const minute = 60_000;
/** Each channel is asked about so often a day on average, and collected so often. */
const requestsPerChannel = 2_000;
const collectEveryMs = 30 * minute;

const groups = defineCacheGroups({
  // As long as the worker keeps a channel's overview.
  report: { ttlMs: 5 * minute, staleMs: minute, staleOn: ['snapshot'] },
  brief: { ttlMs: minute, staleMs: minute, staleOn: ['snapshot'] },
});

/** A day of report requests, the channels chosen by Zipf's law, while new snapshots come in. Time is simulated. */
export async function zipfDay(redisUrl: string, channels: number): Promise<CachePart> {
  const report = await replay(redisUrl, channels, 'report');
  const brief = await replay(redisUrl, channels, 'brief');
  return {
    goals: [
      goalOf('hit rate of a Zipf day', spreadOf([report.hitRate]), 0.9),
      goalOf('answers unlike those without a cache', spreadOf([report.wrong + brief.wrong]), 0, 'lower'),
    ],
    sides: {},
    facts: {
      'requests of the day': report.requests,
      'snapshots of the day': report.snapshots,
      'hit rate with a time to live of one minute': brief.hitRate.toFixed(3),
    },
  };
}

async function replay(redisUrl: string, channels: number, group: keyof typeof groups) {
  const random = seededRandom(11);
  const draw = zipf(channels, random);
  const requests = channels * requestsPerChannel;
  let now = Date.UTC(2026, 0, 5);
  const cache = await createCache({
    redisUrl,
    namespace: `day-${group}`,
    schemaVersion: 1,
    groups,
    now: () => now,
    random,
    statsWindowMs: day,
  });
  const versions = new Uint32Array(channels);
  const nextSnapshot = Float64Array.from({ length: channels }, () => now + random() * collectEveryMs);
  const due = [...nextSnapshot.keys()].sort(
    (a, b) => (nextSnapshot[a] as number) - (nextSnapshot[b] as number),
  );
  let [wrong, snapshots, turn] = [0, 0, 0];
  try {
    for (let request = 0; request < requests; request += 1) {
      now += (day / requests) * -Math.log(1 - random());
      // Channels are collected in turns: the first in line is the next one due.
      for (let id = due[turn % channels] as number; (nextSnapshot[id] as number) <= now;) {
        versions[id] = (versions[id] as number) + 1;
        snapshots += 1;
        await cache.changed('snapshot', [id]);
        nextSnapshot[id] = (nextSnapshot[id] as number) + collectEveryMs;
        turn += 1;
        id = due[turn % channels] as number;
      }
      const channel = draw();
      const answer = await cache.getOrLoad(group, [channel], () => ({ channel, version: versions[channel] }));
      if (answer.channel !== channel || answer.version !== versions[channel]) wrong += 1;
    }
    const { hitsL1, hitsL2, misses } = cache.stats().groups[group] as {
      hitsL1: number;
      hitsL2: number;
      misses: number;
    };
    const hits = hitsL1 + hitsL2;
    return { hitRate: hits / (hits + misses), wrong, requests, snapshots };
  } finally {
    await cache.close();
  }
}

/** Numbers below `count`, number n drawn in proportion to 1 / (n + 1). */
function zipf(count: number, random: () => number): () => number {
  const sums = new Float64Array(count);
  let sum = 0;
  for (let rank = 0; rank < count; rank += 1) {
    sum += 1 / (rank + 1);
    sums[rank] = sum;
  }
  return () => {
    const wanted = random() * sum;
    let [low, high] = [0, count - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] as number) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
