import { createCache } from '@analyticbot/caching';
import { createPool, Database } from '@analyticbot/pooling';
import { migrate } from '@analyticbot/storage';
import {
  channelIdsOf,
  copyWithoutRollups,
  historyStart,
  quickSize,
  reportDays,
  seed,
} from '../before-after/seed.js';
import { reportGroups, reportSides } from '../before-after/sides.js';
import { compare, speedUp } from '../harness/compare.js';
import { rounds, type Part } from './part.js';

/** The daily report of a channel from raw snapshots, and from rollups behind the cache. */
export const reportPart: Part = async ({ postgresUrl, redisUrl }) => {
  await migrate(postgresUrl, { now: historyStart });
  const pool = createPool({ url: postgresUrl, poolMin: 2, poolMax: 10, statementTimeoutMs: 0 });
  const cache = await createCache({ redisUrl, namespace: 'quick', schemaVersion: 1, groups: reportGroups });
  try {
    const database = new Database(pool);
    await seed(database, quickSize);
    await copyWithoutRollups(database);
    await database.query('VACUUM ANALYZE');
    const { raw, cached } = reportSides(database, cache, reportDays(quickSize));
    const channels = channelIdsOf(quickSize);
    const channelOf = (index: number) => channels[index % channels.length] as string;
    const sides = await compare(
      [
        { name: 'raw', operation: (index) => raw(channelOf(index), index) },
        { name: 'rollups and cache', operation: (index) => cached(channelOf(index), index) },
      ],
      { rounds, concurrency: 10, operations: { raw: 40, 'rollups and cache': 2_000 } },
    );
    return [{ id: 'report-speed-up', ratio: speedUp(sides, 'raw', 'rollups and cache'), sides }];
  } finally {
    await cache.close();
    await pool.end();
  }
};
