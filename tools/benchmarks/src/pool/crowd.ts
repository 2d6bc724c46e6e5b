import { createPool, Database, type Queryable, type Statement } from '@analyticbot/pooling';
import pg from 'pg';
import { compare, speedUp, type SideResult } from '../harness/compare.js';
import { spreadOf, type Spread } from '../harness/statistics.js';

const callers = 1_000;
const poolMax = 50;
const deadlineMs = 5_000;

/** What a thousand callers at once met on a pool of fifty. */
export interface Crowd {
  readonly sides: readonly SideResult[];
  /** Our pool's throughput ÷ that of a bare `pg.Pool`. */
  readonly ours: Spread;
  readonly errors: Spread;
  /** The longest wait for a connection ÷ the deadline, a round. */
  readonly longestWait: Spread;
  /** The most sessions the server counted, a round. */
  readonly connections: Spread;
}

/** Both pools are warm, have fifty connections at most and the same deadline; the server is asked how many sessions there are. */
export async function measureCrowd(
  url: string,
  rounds: number,
  operations: number,
  questions: (database: Queryable) => (index: number) => Promise<unknown>,
): Promise<Crowd> {
  const ours = createPool({
    ...{ url, poolMin: poolMax, poolMax, acquireTimeoutMs: deadlineMs, maxWaiting: callers },
    applicationName: 'ours',
  });
  // As a careful team sets it up: bounded, with deadlines for waiting and for statements.
  const bare = new pg.Pool({
    ...{ connectionString: url, min: poolMax, max: poolMax, connectionTimeoutMillis: deadlineMs },
    ...{ statement_timeout: 10_000, idle_in_transaction_session_timeout: 30_000, keepAlive: true },
  });
  bare.on('error', () => undefined);
  const watcher = new pg.Client({ connectionString: url });
  const [errors, waits, connections] = [[] as number[], [] as number[], [] as number[]];
  try {
    await watcher.connect();
    await ours.warm();
    const database = new Database(ours);
    const round = { errors: 0, longestWaitMs: 0, connections: 0 };
    const keep = () => {
      errors.push(round.errors);
      waits.push(round.longestWaitMs / deadlineMs);
      connections.push(round.connections);
    };
    // Both sides carry the same watching; the figures of ours are kept.
    const watched =
      (into: typeof round, ask: (index: number) => Promise<unknown>) => async (index: number) => {
        const begun = performance.now();
        if (index % 2_000 === 1_500) into.connections = Math.max(into.connections, await sessions(watcher));
        try {
          await ask(index);
        } catch {
          into.errors += 1;
        }
        into.longestWaitMs = Math.max(into.longestWaitMs, performance.now() - begun);
      };
    const sides = await compare(
      [
        { name: 'pg.Pool', operation: watched({ ...round }, questions(queryableOf(bare))) },
        {
          name: 'pool of 50',
          prepare: () => {
            if (round.connections > 0) keep();
            Object.assign(round, { errors: 0, longestWaitMs: 0, connections: 0 });
            return Promise.resolve();
          },
          operation: watched(round, questions(database)),
        },
      ],
      { rounds, operations, concurrency: callers },
    );
    keep();
    return {
      sides,
      ours: speedUp(sides, 'pg.Pool', 'pool of 50'),
      errors: spreadOf(errors),
      longestWait: spreadOf(waits),
      connections: spreadOf(connections),
    };
  } finally {
    await Promise.all([ours.end(), bare.end(), watcher.end()]);
  }
}

/** What repositories ask, over a pool of the driver's own. */
function queryableOf(pool: pg.Pool): Queryable {
  return {
    query: <Row extends object>(statement: Statement | string, values?: readonly unknown[]) => {
      const asked = typeof statement === 'string' ? { text: statement, values } : statement;
      return pool.query<Row>({ ...asked, values: asked.values as unknown[] }).then(({ rows }) => rows);
    },
  };
}

async function sessions(watcher: pg.Client): Promise<number> {
  const { rows } = await watcher.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'ours'`,
  );
  return rows[0]?.n ?? 0;
}
