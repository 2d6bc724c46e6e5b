import { isDeepStrictEqual } from 'node:util';
import { createCache, type Cache } from '@analyticbot/caching';
import { createPool, Database } from '@analyticbot/pooling';
import { migrate } from '@analyticbot/storage';
import type { Benchmark } from '../harness/benchmark.js';
import { compare, speedUp } from '../harness/compare.js';
import { goalOf } from '../harness/report.js';
import { withServers } from '../harness/servers.js';
import { seededRandom, spreadOf } from '../harness/statistics.js';
import {
  channelIdsOf,
  copyWithoutRollups,
  fullSize,
  historyStart,
  quickSize,
  reportDays,
  seed,
} from './seed.js';
import { reportGroups, reportSides, type Answer, type ReportSides } from './sides.js';

/** The same pool and the same callers for every side. */
const poolMax = 10;
const callers = 20;
/** A channel's daily report over 30 days: raw snapshots; rollups; rollups and cache. */
export const beforeAfter: Benchmark = ({ quick, log }) =>
  withServers(async ({ postgresUrl, redisUrl }) => {
    const size = quick ? quickSize : fullSize;
    await migrate(postgresUrl, { now: historyStart });
    const pool = createPool({ url: postgresUrl, poolMin: poolMax, poolMax, statementTimeoutMs: 0 });
    const cache = await createCache({
      redisUrl,
      namespace: 'benchmark',
      schemaVersion: 1,
      groups: reportGroups,
    });
    try {
      await pool.warm();
      const database = new Database(pool);
      const rows = await seed(database, size);
      await copyWithoutRollups(database);
      await database.query('VACUUM ANALYZE');
      log(`seeded ${rows} post snapshots`);

      const span = reportDays(size);
      const sides = reportSides(database, cache, span);
      const channels = channelIdsOf(size);
      await assertSameAnswers(sides, channels.slice(0, 10));

      const asked = popularFirst(channels, 2_000);
      const rounds = quick ? 3 : 9;
      const results = await compare(
        Object.entries(sides).map(([name, answer]) => ({
          name,
          operation: (index: number) => answer(asked[index % asked.length] as string, index),
        })),
        {
          rounds,
          concurrency: callers,
          operations: quick
            ? { raw: 20, rollups: 200, cached: 400 }
            : { raw: 100, rollups: 1_000, cached: 2_000 },
        },
      );
      const { hitRate, hits, misses } = hitRateOf(cache);
      return {
        rounds,
        goals: [
          goalOf('rollups-speed-up', speedUp(results, 'raw', 'rollups'), 10),
          goalOf('cached-speed-up', speedUp(results, 'raw', 'cached'), 10),
          goalOf('cached-over-rollups', speedUp(results, 'rollups', 'cached'), 1),
          goalOf('cache-hit-rate', spreadOf([hitRate]), 0.7),
        ],
        sides: { 'daily report of 30 days': results },
        facts: {
          channels: size.channels,
          days: size.days,
          'post snapshots': rows,
          pool: poolMax,
          callers,
          hits,
          misses,
        },
      };
    } finally {
      await cache.close();
      await pool.end();
    }
  });

/** A comparison of different answers would say nothing: all sides must agree, from memory too. */
async function assertSameAnswers(sides: ReportSides, channels: readonly string[]): Promise<void> {
  const { raw, ...others } = sides;
  for (const channelId of channels) {
    const plain = async (answer: Answer) =>
      JSON.parse(JSON.stringify(await answer(channelId, 0))) as unknown[];
    const expected = await plain(raw);
    if (expected.length !== 30) throw new Error(`${channelId}: ${expected.length} days instead of 30.`);
    // Twice, so that the cached side answers from memory too.
    for (const [name, answer] of [...Object.entries(others), ...Object.entries(others)]) {
      if (!isDeepStrictEqual(await plain(answer), expected)) {
        throw new Error(
          `The side "${name}" answers differently from the raw figures for channel ${channelId}.`,
        );
      }
    }
  }
}

/** A few channels are asked for often, most seldom (Zipf's law), the same on every side. */
function popularFirst(channels: readonly string[], count: number): string[] {
  const random = seededRandom(1);
  const weights = channels.map((_, rank) => 1 / (rank + 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Array.from({ length: count }, () => {
    let left = random() * total;
    return channels.find((_, rank) => (left -= weights[rank] ?? 0) <= 0) ?? (channels[0] as string);
  });
}

function hitRateOf(cache: Cache<typeof reportGroups>): { hitRate: number; hits: number; misses: number } {
  const { report } = cache.stats().groups;
  const hits = (report?.hitsL1 ?? 0) + (report?.hitsL2 ?? 0);
  const misses = report?.misses ?? 0;
  return { hits, misses, hitRate: hits / Math.max(1, hits + misses) };
}
