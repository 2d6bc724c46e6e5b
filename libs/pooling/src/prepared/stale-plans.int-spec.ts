import { startTestPostgres, type TestPostgres } from '@analyticbot/testing';
import { Database } from '../database/database.js';
import { createPool, type ManagedPool } from '../pool/managed-pool.js';

describe('prepared statements', () => {
  let server: TestPostgres;
  let pool: ManagedPool;
  let database: Database;
  const all = { name: 'all-things', text: 'SELECT * FROM things ORDER BY id' };

  beforeAll(async () => {
    server = await startTestPostgres();
  });
  beforeEach(async () => {
    pool = createPool({ url: server.url, poolMin: 0, poolMax: 4 });
    database = new Database(pool);
    await server.pool.query(
      'DROP TABLE IF EXISTS things; CREATE TABLE things (id int); INSERT INTO things VALUES (1)',
    );
  });
  afterEach(() => pool.end());
  afterAll(() => server.stop());

  const everywhere = () => Promise.all(Array.from({ length: 4 }, () => database.query(all)));
  const migration = () => server.pool.query('ALTER TABLE things ADD COLUMN n int DEFAULT 7');

  it('are prepared once a session', async () => {
    await database.query(all);
    await database.query(all);
    const [row] = await database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_prepared_statements WHERE name = 'all-things'`,
    );
    expect(row?.n).toBe(1);
  });

  it('go on in every session after a migration changed what they give', async () => {
    await everywhere();
    await migration();
    expect(await everywhere()).toEqual(Array.from({ length: 4 }, () => [{ id: 1, n: 7 }]));
  });

  it('go on in the batch lane, and in a transaction, which runs again as a whole', async () => {
    const batch = database.lane('batch');
    await everywhere();
    await migration();
    expect(await batch.query(all)).toEqual([{ id: 1, n: 7 }]);
    await server.pool.query('ALTER TABLE things ADD COLUMN m int');
    const runs: number[] = [];
    const answer = await database.transaction(async (transaction) => {
      runs.push(1);
      await transaction.query('INSERT INTO things VALUES (2)');
      return transaction.query(all);
    });
    expect(answer).toHaveLength(2);
    expect(runs).toHaveLength(2);
    expect(await database.query('SELECT 1 FROM things WHERE id = 2')).toHaveLength(1);
  });

  it('go on after somebody deallocated them', async () => {
    await everywhere();
    await Promise.all(Array.from({ length: 4 }, () => pool.query('DEALLOCATE ALL')));
    expect(await everywhere()).toHaveLength(4);
  });
});
