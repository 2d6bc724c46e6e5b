import { createPool, Database, type ManagedPool } from '@analyticbot/pooling';
import { channelIdsOf } from '../before-after/seed.js';
import type { Benchmark } from '../harness/benchmark.js';
import { compare, side, speedUp, timesOf, type SideResult } from '../harness/compare.js';
import { goalOf } from '../harness/report.js';
import { withServers } from '../harness/servers.js';
import { spreadOf } from '../harness/statistics.js';
import { measureCrowd } from '../pool/crowd.js';
import { createDatabase, fillHistory, large, quickOf, sparse } from './histories.js';
import { askInTurns, inTurnNames, ofTenth, type InTurnName } from './in-turns.js';
import { assertSameAnswers, productQuestions, rawQuestions } from './questions.js';

const poolMax = 10;
const callers = 50;
const one = 'SELECT 1, named';

/**
 * Seeding writes ten million rows at once; how it is written to disk is not what is measured. Histories are vacuumed once, when they are whole:
 * the server's own vacuum would come to the small one during the measurement, and to the large one after it.
 */
const settings = {
  ...{ max_wal_size: '16GB', checkpoint_timeout: '1h', synchronous_commit: 'off', autovacuum: 'off' },
};

/** Report questions on ten million post snapshots: from rollups, from raw snapshots, and against the shortest question there is. */
export const queries: Benchmark = ({ quick, log }) =>
  withServers(
    async ({ postgresUrl }) => {
      const size = quick ? quickOf(large) : large;
      const begun = performance.now();
      const rows = await fillHistory(postgresUrl, size, true);
      const sparseUrl = await createDatabase(postgresUrl, 'sparse');
      const sparseRows = await fillHistory(sparseUrl, quick ? quickOf(sparse) : sparse, false);
      const seconds = Math.round((performance.now() - begun) / 1_000);
      log(`seeded ${rows} and ${sparseRows} post snapshots in ${seconds} s`);

      const pools: ManagedPool[] = [];
      const databaseOf = async (url: string, preparedStatements = true) => {
        const pool = createPool({
          url,
          poolMin: poolMax,
          poolMax,
          preparedStatements,
          statementTimeoutMs: 0,
        });
        pools.push(pool);
        await pool.warm();
        return new Database(pool);
      };
      try {
        const database = await databaseOf(postgresUrl);
        const product = productQuestions(database, size);
        const raw = rawQuestions(database, size);
        const unprepared = productQuestions(await databaseOf(postgresUrl, false), size);
        const tenth = await databaseOf(sparseUrl);
        const channels = channelIdsOf(size);
        const about = (question: (channelId: string) => Promise<unknown>) => (index: number) =>
          question(channels[(index * 37) % channels.length] as string);
        await assertSameAnswers(product, raw, channels.slice(0, 5));

        const rounds = quick ? 5 : 15;
        const floors = [
          { name: one, operation: () => database.query({ name: 'one', text: 'SELECT 1' }) },
          { name: 'SELECT 1, plain', operation: () => database.query('SELECT 1') },
        ] as const;
        const sides = [
          ...floors,
          ...Object.entries(product).map(([name, ask]) => ({ name, operation: about(ask) })),
          ...Object.entries(unprepared).map(([name, ask]) => ({
            ...{ name: `${name}, unprepared`, operation: about(ask) },
          })),
          ...Object.entries(raw).map(([name, ask]) => ({ name: `${name}, raw`, operation: about(ask) })),
        ];
        const operations = Object.fromEntries(
          sides.map(({ name }) => [name, name.endsWith('raw') ? 10 : quick ? 200 : 500]),
        );
        log('one caller');
        const { besideFloor, besideTenth, isApart } = await askInTurns(
          { database, questions: product, about },
          { database: tenth, questions: productQuestions(tenth, size), about },
          floors[0],
          { rounds, operations: quick ? 200 : 500 },
        );
        const alone = await compare(sides, { rounds, operations, concurrency: 1 });
        log(`${callers} callers on a pool of ${poolMax}`);
        const crowded = await compare(sides, {
          rounds: quick ? 3 : 5,
          operations: Object.fromEntries(
            sides.map(({ name }) => [name, name.endsWith('raw') ? callers : 2_000]),
          ),
          concurrency: callers,
        });
        await Promise.all(pools.splice(0).map((pool) => pool.end()));
        log('a thousand callers on a pool of fifty');
        const crowd = await measureCrowd(postgresUrl, 3, quick ? 5_000 : 10_000, (asked) =>
          about(productQuestions(asked, size).series),
        );
        const ofFloor = (name: InTurnName, atMost: number) =>
          goalOf(`${name}-of-select-1`, timesOf(besideFloor[name], name, one), atMost, 'lower');
        const flat = (name: InTurnName) =>
          goalOf(`${name}-10m-of-1m`, timesOf(besideTenth[name], name, ofTenth(name)), 1.2, 'lower');
        const named = (results: Readonly<Record<string, SideResult[]>>, beside: string) =>
          Object.entries(results).map(([name, sides]) => [`${name} beside ${beside}`, sides]);
        return {
          rounds,
          goals: [
            ofFloor('series', 1.5),
            ofFloor('growth', 1.5),
            ofFloor('top', 2),
            goalOf('series-over-raw', timesOf(alone, 'series, raw', 'series'), 100),
            goalOf('growth-over-raw', timesOf(alone, 'growth, raw', 'growth'), 100),
            goalOf('series-over-raw-50-callers', speedUp(crowded, 'series, raw', 'series'), 200),
            goalOf('growth-over-raw-50-callers', speedUp(crowded, 'growth, raw', 'growth'), 200),
            ...inTurnNames.map(flat),
            goalOf('crowd-errors', crowd.errors, 0, 'lower'),
            goalOf('crowd-longest-wait-of-deadline', crowd.longestWait, 1, 'lower'),
            goalOf('crowd-connections', crowd.connections, 50, 'lower'),
          ],
          sides: {
            'one caller': alone,
            ...Object.fromEntries([...named(besideFloor, one), ...named(besideTenth, 'a tenth')]),
            '50 callers, pool of 10': crowded,
            '1000 callers': crowd.sides,
          },
          facts: {
            channels: size.channels,
            days: size.days,
            'post snapshots': rows,
            'a tenth': sparseRows,
            'seconds to seed': seconds,
            'single caller and server on a core each': isApart ? 'yes' : 'no',
            'series queries/s, 50 callers': perSecond(crowded, 'series'),
            'SELECT 1 queries/s, 50 callers': perSecond(crowded, one),
          },
        };
      } finally {
        await Promise.all(pools.map((pool) => pool.end()));
      }
    },
    { maxConnections: 120, settings },
  );

function perSecond(results: Parameters<typeof side>[0], name: string): number {
  return Math.round(1_000 / spreadOf(side(results, name).msPerOperation).median);
}
