import { startTestPostgres, type TestPostgres } from '@analyticbot/testing';
import { ConnectionBudget } from '../capacity/connection-budget.js';
import { Database } from '../database/database.js';
import { createPool, type ManagedPool } from '../pool/managed-pool.js';
import { DatabaseInspector } from './database-inspector.js';

describe('DatabaseInspector', () => {
  let server: TestPostgres;
  let pool: ManagedPool;
  let inspector: DatabaseInspector;

  beforeAll(async () => {
    server = await startTestPostgres({
      maxConnections: 60,
      settings: { shared_preload_libraries: 'pg_stat_statements' },
    });
    pool = createPool({ url: server.url, poolMin: 0, poolMax: 4, applicationName: 'inspector-test' });
    inspector = new DatabaseInspector(pool);
  });
  afterAll(async () => {
    await pool.end();
    await server.stop();
  });

  it('describes server and database', async () => {
    const overview = await inspector.overview();
    expect(overview).toMatchObject({
      serverVersion: expect.stringMatching(/^17\./),
      maxConnections: 60,
      deadlocks: 0,
    });
    expect(overview.sizeBytes).toBeGreaterThan(1_000_000);
    expect(overview.connections).toBeGreaterThanOrEqual(1);
    expect(overview.startedAt).toBeInstanceOf(Date);
    expect(typeof overview.transactions.committed).toBe('number');
  });

  it('groups connections by application and state', async () => {
    expect(await inspector.connections()).toContainEqual({
      applicationName: 'inspector-test',
      state: 'active',
      count: 1,
    });
  });

  it('finds the transaction that is open the longest', async () => {
    expect(await inspector.longestTransaction()).toBeNull();
    await new Database(pool).transaction(async (tx) => {
      await tx.query('SELECT 1');
      expect(await inspector.longestTransaction()).toMatchObject({
        applicationName: 'inspector-test',
        state: 'idle in transaction',
        seconds: expect.any(Number),
      });
    });
  });

  it('gives the costliest statements where the extension is, and says why not where it is not', async () => {
    expect(await inspector.topStatements()).toMatchObject({
      available: false,
      because: expect.stringContaining('CREATE EXTENSION pg_stat_statements'),
    });
    await pool.query('CREATE EXTENSION pg_stat_statements');
    await pool.query('SELECT 4711 + $1::int', [1]);
    const answer = await inspector.topStatements(100);
    if (!answer.available) throw new Error(answer.because);
    const statement = answer.value.find(({ text }) => text.includes('+ $'));
    expect(statement).toMatchObject({ calls: 1, rows: 1 });
    expect(statement?.text).not.toContain('4711');
  });

  it('holds the budget against the real limits', async () => {
    const budget = new ConnectionBudget([{ service: 'a', poolMax: 20, maxReplicas: 2, surge: 1 }]);
    expect(await budget.checkBudget(new Database(pool))).toMatchObject({
      fits: false,
      required: 60,
      available: 57,
    });
  });
});
