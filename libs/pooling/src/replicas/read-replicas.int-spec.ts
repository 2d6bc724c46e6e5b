import {
  eventually,
  startTestPostgres,
  startTestReplica,
  type TestPostgres,
  type TestReplica,
} from '@analyticbot/testing';
import { Database } from '../database/database.js';
import { createPool, type ManagedPool } from '../pool/managed-pool.js';
import { openReadReplicas, type ReadReplicas } from './read-replicas.js';

const whoAnswers = 'SELECT pg_is_in_recovery() AS replica, (SELECT max(n) FROM figures) AS n';

describe('ReadReplicas, on a real streaming replica', () => {
  let server: TestPostgres;
  let standby: TestReplica;
  let pool: ManagedPool;
  let replicas: ReadReplicas;
  let database: Database;
  const lines: string[] = [];
  const log = {
    info: (l: string) => lines.push(l),
    warn: (l: string) => lines.push(l),
    error: () => undefined,
  };
  const ask = async () => (await database.reads.query<{ replica: boolean; n: number }>(whoAnswers))[0];

  beforeAll(async () => {
    // Commits wait for their log, as on a server that keeps its data.
    server = await startTestPostgres({ settings: { synchronous_commit: 'on' } });
    standby = await startTestReplica(server);
    pool = createPool({ url: server.url, poolMin: 0, poolMax: 4, log });
    const primary = new Database(pool);
    replicas = openReadReplicas(primary, [standby.url], { checkEveryMs: 50, maxLagMs: 500 });
    database = new Database(pool, replicas);
    await database.query('CREATE TABLE figures (n int PRIMARY KEY)');
    await database.query('INSERT INTO figures VALUES (1)');
  });
  afterAll(async () => {
    await replicas.close();
    await pool.end();
    await standby.stop();
    await server.stop();
  });

  it('asks the replica for what only reads, and the primary for the rest', async () => {
    await eventually(async () => expect(await ask()).toEqual({ replica: true, n: 1 }));
    expect(await database.query('SELECT pg_is_in_recovery() AS replica')).toEqual([{ replica: false }]);
  });

  it('hands on the error of a statement that is wrong everywhere', async () => {
    await expect(database.reads.query('SELECT 1/0')).rejects.toMatchObject({ code: '22012' });
    expect(await ask()).toMatchObject({ replica: true });
  });

  it('lets the primary answer for a replica that fell behind', async () => {
    await new Database(replicasPool()).query('SELECT pg_wal_replay_pause()');
    await database.query('INSERT INTO figures VALUES (2)');
    await eventually(async () => expect(await ask()).toEqual({ replica: false, n: 2 }));
    expect(lines.join()).toMatch(/left out \(it is .* behind\)/);
    await new Database(replicasPool()).query('SELECT pg_wal_replay_resume()');
    await eventually(async () => expect(await ask()).toEqual({ replica: true, n: 2 }));
    expect(lines.join()).toContain('is used again');
  });

  it('gives a fresh view only where everything stored by now is seen', async () => {
    const pending = new Database(replicasPool());
    for (let n = 10; n < 30; n += 1) {
      await database.query('INSERT INTO figures VALUES ($1)', [n]);
      const view = await database.freshReads();
      expect(await view.query('SELECT max(n) AS n FROM figures')).toEqual([{ n }]);
    }
    await pending.query('SELECT pg_wal_replay_pause()');
    await database.query('INSERT INTO figures VALUES (30)');
    const stalled = await database.freshReads();
    expect(await stalled.query(whoAnswers)).toEqual([{ replica: false, n: 30 }]);
    await pending.query('SELECT pg_wal_replay_resume()');
    await eventually(async () => {
      const view = await database.freshReads();
      expect(await view.query(whoAnswers)).toEqual([{ replica: true, n: 30 }]);
    });
  });

  it('lets the primary answer for a replica that was killed, without a failed statement', async () => {
    await standby.crash();
    const answers = await Promise.all(Array.from({ length: 20 }, ask));
    expect(answers.every((answer) => answer?.n === 30 && !answer.replica)).toBe(true);
    await standby.restart();
    await eventually(async () => expect(await ask()).toEqual({ replica: true, n: 30 }));
  });

  function replicasPool(): ManagedPool {
    return (replicas as unknown as { pools: ManagedPool[] }).pools[0] as ManagedPool;
  }
});
