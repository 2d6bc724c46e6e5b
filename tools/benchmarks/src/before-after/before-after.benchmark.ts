import { isDeepStrictEqual } from 'node:util';
import { createCache, defineCacheGroups, tag, type Cache } from '@analyticbot/caching';
import { createPool, Database } from '@analyticbot/pooling';
import { migrate, ReportsRepository } from '@analyticbot/storage';
import type { Benchmark } from '../harness/benchmark.js';
import { compare, speedUp } from '../harness/compare.js';
import { goalOf } from '../harness/report.js';
import { withServers } from '../harness/servers.js';
import { seededRandom, spreadOf } from '../harness/statistics.js';
import { reportFromRaw, reportFromRollups, type ReportDay, type ReportSpan } from './daily-report.js';
import {
  channelIdsOf,
  copyWithoutRollups,
  fullSize,
  historyStart,
  quickSize,
  reportDays,
  seed,
} from './seed.js';

/** The same pool and the same callers for every side. */
const poolMax = 10;
const callers = 20;
/** On the cached side one answer in so many finds that its channel has just got new figures. */
const answersPerChange = 20;

const groups = defineCacheGroups({ report: { ttlMs: 600_000 } });

/** A channel's daily report over 30 days: raw snapshots; rollups; rollups and cache. */
export const beforeAfter: Benchmark = ({ quick, log }) =>
  withServers(async ({ postgresUrl, redisUrl }) => {
    const size = quick ? quickSize : fullSize;
    await migrate(postgresUrl, { now: historyStart });
    const pool = createPool({ url: postgresUrl, poolMin: poolMax, poolMax, statementTimeoutMs: 0 });
    const cache = await createCache({ redisUrl, namespace: 'benchmark', schemaVersion: 1, groups });
    try {
      await pool.warm();
      const database = new Database(pool);
      const rows = await seed(database, size);
      await copyWithoutRollups(database);
      await database.query('VACUUM ANALYZE');
      log(`seeded ${rows} post snapshots`);

      const span = reportDays(size);
      const sides = sidesOf(database, cache, span);
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

type Answer = (channelId: string, index: number) => Promise<readonly ReportDay[]>;

function sidesOf(database: Database, cache: Cache<typeof groups>, span: ReportSpan): Record<string, Answer> {
  const reports = new ReportsRepository(database);
  return {
    raw: (channelId) => reportFromRaw(database, channelId, span),
    rollups: (channelId) => reportFromRollups(reports, channelId, span),
    cached: async (channelId, index) => {
      const channelTag = tag('channel', channelId);
      if (index % answersPerChange === answersPerChange - 1) await cache.invalidate([channelTag]);
      return cache.getOrLoad(
        'report',
        [channelId, span.from, span.to],
        () => reportFromRollups(reports, channelId, span),
        { tags: [channelTag] },
      );
    },
  };
}

/** A comparison of different answers would say nothing: all sides must agree, from memory too. */
async function assertSameAnswers(sides: Record<string, Answer>, channels: readonly string[]): Promise<void> {
  const [reference, ...others] = Object.entries(sides);
  if (reference === undefined) return;
  for (const channelId of channels) {
    const plain = async (answer: Answer) =>
      JSON.parse(JSON.stringify(await answer(channelId, 0))) as unknown[];
    const expected = await plain(reference[1]);
    if (expected.length !== 30) throw new Error(`${channelId}: ${expected.length} days instead of 30.`);
    for (const [name, answer] of [...others, ...others]) {
      if (!isDeepStrictEqual(await plain(answer), expected)) {
        throw new Error(
          `The side "${name}" answers differently from "${reference[0]}" for channel ${channelId}.`,
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

function hitRateOf(cache: Cache<typeof groups>): { hitRate: number; hits: number; misses: number } {
  const { report } = cache.stats().groups;
  const hits = (report?.hitsL1 ?? 0) + (report?.hitsL2 ?? 0);
  const misses = report?.misses ?? 0;
  return { hits, misses, hitRate: hits / Math.max(1, hits + misses) };
}
