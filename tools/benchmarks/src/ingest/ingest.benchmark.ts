import { createPool, Database, PerformanceIndexes } from '@analyticbot/pooling';
import { migrate, performanceIndexes } from '@analyticbot/storage';
import { DataSource } from 'typeorm';
import type { Benchmark } from '../harness/benchmark.js';
import { compare, side, speedUp, type SideResult } from '../harness/compare.js';
import { goalOf } from '../harness/report.js';
import { withServers } from '../harness/servers.js';
import { spreadOf } from '../harness/statistics.js';
import { ingestSides, names, targets } from './sides.js';
import { createTarget, entityOf, stage } from './targets.js';
import { firstReading, fullSize, makeLots, quickSize } from './workload.js';

const connections = 1;
const callers = 2;

/** Post snapshots written with and without rollups, against what the server can do by itself and against TypeORM. */
export const ingest: Benchmark = ({ quick, log }) =>
  withServers(async ({ postgresUrl }) => {
    const size = quick ? quickSize : fullSize;
    const lots = makeLots(size);
    const rowsALot = size.channels * size.postsPerChannel;
    await migrate(postgresUrl, { now: firstReading });
    const pool = createPool({ url: postgresUrl, poolMin: connections, poolMax: connections });
    const dataSource = new DataSource({
      ...{ type: 'postgres', url: postgresUrl, poolSize: connections },
      entities: Object.values(targets).map(entityOf),
    });
    try {
      await dataSource.initialize();
      const database = new Database(pool);
      for (const table of Object.values(targets)) await createTarget(database, table);
      for (const [index, lot] of lots.entries()) await stage(database, `staged_${index}`, lot);
      await new PerformanceIndexes(database, performanceIndexes, silent).ensure();
      log(`${lots.length} lots of ${rowsALot} rows are ready`);

      const rounds = quick ? 3 : 7;
      const results = await compare(ingestSides(lots, { database, dataSource, callers }), {
        ...{ rounds, concurrency: 1 },
        operations: operationsOf(size.lots - 1),
      });
      const { limit, batch, batchOf10000, store, storeOf10000, upsert } = names;
      return {
        rounds,
        goals: [
          goalOf('exact-rollups-of-limit', speedUp(results, limit, storeOf10000), 0.45),
          goalOf('exact-rollups-x1000-of-limit', speedUp(results, limit, store), 0.45),
          goalOf('exact-rollups-over-typeorm-upsert', speedUp(results, upsert, store), 2.2),
          goalOf('batch-of-limit', speedUp(results, limit, batchOf10000), 0.75),
          goalOf('batch-x1000-of-limit', speedUp(results, limit, batch), 0.7),
        ],
        sides: { [`${rowsALot} rows`]: results },
        facts: { connections, callers, ...rowsPerSecond(results, rowsALot) },
      };
    } finally {
      await dataSource.destroy();
      await pool.end();
    }
  });

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Slow sides write fewer lots a round; what is compared is one lot. */
function operationsOf(lots: number): Record<string, number> {
  return {
    ...Object.fromEntries(Object.values(names).map((name) => [name, lots])),
    [names.upsert]: Math.ceil(lots / 4),
    [names.save]: 1,
    [names.rowByRow]: 1,
  };
}

function rowsPerSecond(results: readonly SideResult[], rows: number): Record<string, string> {
  return Object.fromEntries(
    Object.values(names).map((name) => {
      const { median } = spreadOf(side(results, name).msPerOperation);
      return [`${name}, rows/s`, String(Math.round((rows / median) * 1_000))];
    }),
  );
}
