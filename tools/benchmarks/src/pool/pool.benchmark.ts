import { createPool, Database } from '@analyticbot/pooling';
import type { Benchmark } from '../harness/benchmark.js';
import { goalOf, thisMachine } from '../harness/report.js';
import { withServers } from '../harness/servers.js';
import { spreadOf } from '../harness/statistics.js';
import { measureBulk } from './bulk.js';
import { measureCrowd } from './crowd.js';
import { measureCurve } from './curve.js';
import { question, seed } from './workload.js';

/** A thousand callers on a pool of fifty, and what a larger pool gains. */
export const pool: Benchmark = ({ quick, log }) =>
  withServers(
    async ({ postgresUrl }) => {
      const rounds = quick ? 3 : 7;
      const maker = createPool({ url: postgresUrl, poolMin: 0, poolMax: 1 });
      await seed(new Database(maker));
      await maker.end();
      log('a thousand callers on a pool of fifty');
      const crowd = await measureCrowd(
        postgresUrl,
        rounds,
        quick ? 10_000 : 20_000,
        (database) => (index) => database.query(question(index)),
      );
      log('throughput by pool size');
      const curve = await measureCurve(postgresUrl, rounds, quick ? 4_000 : 10_000, thisMachine().cores);
      log('fifty thousand rows by unnest and by COPY');
      const bulk = await measureBulk(postgresUrl, rounds, quick ? 1 : 2);
      const perSecond = curve.sides.map(({ name, msPerOperation }): [string, string] => [
        `${name} queries/s`,
        String(Math.round(1_000 / spreadOf(msPerOperation).median)),
      ]);
      return {
        rounds,
        goals: [
          goalOf('crowd-errors', crowd.errors, 0, 'lower'),
          goalOf('crowd-longest-wait-of-deadline', crowd.longestWait, 1, 'lower'),
          goalOf('crowd-connections', crowd.connections, 50, 'lower'),
          goalOf('crowd-throughput-of-bare-pg-pool', crowd.ours, 0.9),
          goalOf(
            `pool-of-50-over-pool-of-${curve.twiceTheCores}`,
            curve.largestOverTwiceTheCores,
            1.1,
            'lower',
          ),
        ],
        sides: { '1000 callers': crowd.sides, '50 callers': curve.sides, '50000 rows': bulk.sides },
        facts: {
          ...Object.fromEntries(perSecond),
          'copy over unnest, 1000 rows at once': bulk.copyOverUnnestAt1000.median.toFixed(2),
          'copy of 10000 over unnest of 1000': bulk.copyOf10000.median.toFixed(2),
          'copy of 50000 over unnest of 1000': bulk.copyOf50000.median.toFixed(2),
        },
      };
    },
    { maxConnections: 120 },
  );
