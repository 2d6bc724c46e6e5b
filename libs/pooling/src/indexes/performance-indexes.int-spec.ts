import { startTestPostgres, type TestPostgres } from '@analyticbot/testing';
import { Database } from '../database/database.js';
import { DatabaseInspector } from '../inspection/database-inspector.js';
import { createPool, type ManagedPool } from '../pool/managed-pool.js';
import type { IndexDeclaration } from './index-declaration.js';
import { PerformanceIndexes } from './performance-indexes.js';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const index = (name: string, table: string, definition: string): IndexDeclaration => ({
  ...{ name, table, definition },
  reason: 'a test',
});

describe('PerformanceIndexes', () => {
  let server: TestPostgres;
  let pool: ManagedPool;
  let database: Database;
  const ensure = async (...declarations: IndexDeclaration[]) =>
    (await new PerformanceIndexes(database, declarations, quiet).ensure()).map(({ outcome }) => outcome);
  const valid = async (name: string) =>
    (
      await database.query<{ valid: boolean }>(
        'SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = to_regclass($1)',
        [name],
      )
    )[0]?.valid;

  beforeAll(async () => {
    server = await startTestPostgres();
    pool = createPool({ url: server.url, poolMin: 0, poolMax: 4 });
    database = new Database(pool);
    await database.query('CREATE TABLE plain (id int, at int)');
    await database.query('CREATE TABLE parted (id int, at int) PARTITION BY RANGE (at)');
    await database.query('CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (10)');
    await database.query('CREATE TABLE parted_rest PARTITION OF parted DEFAULT');
  });
  afterAll(async () => {
    await pool.end();
    await server.stop();
  });

  it('creates what is missing and leaves alone what is there', async () => {
    expect(await ensure(index('plain_by_at', 'plain', '(at)'))).toEqual(['created']);
    expect(await ensure(index('plain_by_at', 'plain', '(at)'))).toEqual(['present']);
  });

  it('rebuilds what a broken run left invalid', async () => {
    await database.query('INSERT INTO plain VALUES (1, 1), (1, 1)');
    // A unique index over duplicates fails halfway and leaves an invalid one behind.
    await expect(
      database.query('CREATE UNIQUE INDEX CONCURRENTLY plain_by_id ON plain (id)'),
    ).rejects.toThrow();
    expect(await valid('plain_by_id')).toBe(false);
    expect(await ensure(index('plain_by_id', 'plain', '(id)'))).toEqual(['rebuilt']);
    expect(await valid('plain_by_id')).toBe(true);
  });

  it('covers every partition, those of the future too', async () => {
    expect(await ensure(index('parted_by_id', 'parted', '(id, at)'))).toEqual(['created']);
    expect(await valid('parted_by_id')).toBe(true);
    await database.query('CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM (10) TO (20)');
    const rows = await database.query(`SELECT 1 FROM pg_indexes WHERE tablename LIKE 'parted\\_%'`);
    expect(rows).toHaveLength(3);
    expect(await ensure(index('parted_by_id', 'parted', '(id, at)'))).toEqual(['present']);
  });

  it('goes on after one that can not be built, and says why', async () => {
    const indexes = new PerformanceIndexes(
      database,
      [index('broken', 'plain', '(nothing)'), index('plain_by_both', 'plain', '(id, at)')],
      quiet,
    );
    expect(await indexes.ensure()).toMatchObject([
      { outcome: 'failed', because: expect.stringContaining('nothing') },
      { outcome: 'created' },
    ]);
  });

  it('leaves the work to one replica', async () => {
    await database.withConnection(async (other) => {
      await other.query(`SELECT pg_advisory_lock(hashtextextended('pooling.performance-indexes', 0))`);
      expect(await ensure(index('plain_later', 'plain', '(at, id)'))).toEqual(['busy']);
      await other.query(`SELECT pg_advisory_unlock_all()`);
    });
    expect(await ensure(index('plain_later', 'plain', '(at, id)'))).toEqual(['created']);
  });

  it('is seen by the inspector as unused', async () => {
    const unused = await new DatabaseInspector(pool).unusedIndexes();
    expect(unused.map(({ name }) => name)).toContain('plain_later');
  });

  it('is told apart from one that another makes superfluous', async () => {
    await database.query('CREATE TABLE twice (a int, b int, c int)');
    await database.query('CREATE INDEX twice_a ON twice (a)');
    await database.query('CREATE INDEX twice_ab ON twice (a, b)');
    await database.query('CREATE INDEX twice_ab_again ON twice (a, b)');
    await database.query('CREATE INDEX twice_ba ON twice (b, a)');
    await database.query('CREATE INDEX twice_a_down ON twice (a DESC)');
    await database.query('CREATE INDEX twice_part ON twice (a) WHERE c > 1');
    const found = await new DatabaseInspector(pool).duplicateIndexes();
    const pairs = found
      .filter(({ table }) => table === 'twice')
      .map((one) => `${one.name} < ${one.coveredBy}`);
    expect(pairs.sort()).toEqual([
      'twice_a < twice_ab',
      'twice_a < twice_ab_again',
      'twice_ab_again < twice_ab',
    ]);
  });
});
