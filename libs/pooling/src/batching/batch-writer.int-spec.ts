import { startTestPostgres, type TestPostgres } from '@analyticbot/testing';
import type { Queryable } from '../database/connection.js';
import { Database } from '../database/database.js';
import { createPool, type ManagedPool } from '../pool/managed-pool.js';
import type { BatchWriterOptions } from './batch-options.js';
import { BatchWriter } from './batch-writer.js';

interface Row {
  readonly id: number;
  readonly n: number;
}

const options: BatchWriterOptions<Row> = {
  spec: {
    table: 'figures',
    columns: [
      { name: 'id', type: 'int' },
      { name: 'n', type: 'int' },
    ],
    conflict: ['id'],
    update: ['n'],
  },
  key: (row) => String(row.id),
  maxDelayMs: 5,
};

describe('BatchWriter', () => {
  let server: TestPostgres;
  let pool: ManagedPool;
  let database: Database;
  let statements: number;
  const counting: Queryable = {
    query: (statement, values) => {
      statements += 1;
      return database.query(statement, values);
    },
  };
  const stored = () => database.query<Row>('SELECT id, n FROM figures ORDER BY id');

  beforeAll(async () => {
    server = await startTestPostgres();
    pool = createPool({ url: server.url, poolMin: 0, poolMax: 4 });
    database = new Database(pool);
    await database.query('CREATE TABLE figures (id int PRIMARY KEY, n int NOT NULL CHECK (n >= 0))');
  });
  beforeEach(async () => {
    statements = 0;
    await database.query('TRUNCATE figures');
  });
  afterAll(async () => {
    await pool.end();
    await server.stop();
  });

  it('joins rows of many callers into statements of at most maxRows', async () => {
    const writer = new BatchWriter(counting, options);
    await Promise.all(Array.from({ length: 1_000 }, (_, id) => writer.write({ id, n: id })));
    expect(await stored()).toHaveLength(1_000);
    expect(statements).toBe(10);
    expect(writer.stats()).toMatchObject({ pending: 0, batches: 10, written: 1_000, failed: 0 });
  });

  it('sends a batch that does not fill up after its delay', async () => {
    const writer = new BatchWriter(counting, options);
    await writer.write({ id: 1, n: 1 });
    expect(await stored()).toEqual([{ id: 1, n: 1 }]);
  });

  it('makes one row of rows with the same key', async () => {
    const sum = new BatchWriter<Row>(counting, { ...options, merge: (a, b) => ({ id: a.id, n: a.n + b.n }) });
    await Promise.all([sum.write({ id: 1, n: 1 }), sum.write({ id: 1, n: 2 }), sum.write({ id: 2, n: 5 })]);
    const newest = new BatchWriter(counting, options);
    await Promise.all([newest.write({ id: 3, n: 1 }), newest.write({ id: 3, n: 2 })]);
    expect(await stored()).toEqual([
      { id: 1, n: 3 },
      { id: 2, n: 5 },
      { id: 3, n: 2 },
    ]);
    expect(sum.stats().duplicates).toBe(1);
  });

  it('lands 99 good rows beside a bad one and tells only its caller', async () => {
    const writer = new BatchWriter(counting, options);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 100 }, (_, id) => writer.write({ id, n: id === 42 ? -1 : id })),
    );
    expect(await stored()).toHaveLength(99);
    const refused = outcomes.flatMap((outcome, id) =>
      outcome.status === 'rejected' ? [[id, outcome.reason]] : [],
    );
    expect(refused).toEqual([[42, expect.objectContaining({ code: 'E_BATCH_ROW', table: 'figures' })]]);
    expect(refused[0]?.[1]).toHaveProperty('cause.code', '23514');
  });

  it('repeats after a transient error, and only then', async () => {
    const failing = (code: string, times: number): Queryable => {
      let left = times;
      return {
        query: (statement, values) =>
          left-- > 0
            ? Promise.reject(Object.assign(new Error('made up'), { code }))
            : database.query(statement, values),
      };
    };
    const patient = new BatchWriter(failing('40P01', 2), { ...options, retryDelayMs: 1 });
    await patient.write({ id: 1, n: 1 });
    expect(patient.stats().retried).toBe(2);
    const full = new BatchWriter(failing('53100', 1), { ...options, retryDelayMs: 1 });
    await expect(full.write({ id: 2, n: 2 })).rejects.toMatchObject({
      code: 'E_BATCH_FAILED',
      cause: { code: '53100' },
    });
    expect(full.stats().retried).toBe(0);
    expect(await stored()).toEqual([{ id: 1, n: 1 }]);
  });

  it('loses nothing when the server is killed and comes back', async () => {
    const writer = new BatchWriter(database, { ...options, retries: 12, retryDelayMs: 25 });
    await server.crash();
    const writes = Promise.all(Array.from({ length: 250 }, (_, id) => writer.write({ id, n: id })));
    await server.restart();
    await writes;
    expect(await stored()).toHaveLength(250);
    expect(writer.stats().retried).toBeGreaterThan(0);
  });

  it('refuses more than it may hold, and says when there is room', async () => {
    const writer = new BatchWriter(counting, { ...options, maxRows: 50, maxPending: 50, concurrency: 1 });
    const first = Promise.all(Array.from({ length: 50 }, (_, id) => writer.write({ id, n: id })));
    await expect(writer.write({ id: 99, n: 1 })).rejects.toMatchObject({ code: 'E_BATCH_FULL', pending: 50 });
    await writer.ready();
    await Promise.all([first, writer.write({ id: 99, n: 1 })]);
    expect(await stored()).toHaveLength(51);
  });

  it('flushes what waits when it is stopped, and takes no more', async () => {
    const writer = new BatchWriter(counting, { ...options, maxDelayMs: 60_000 });
    const waiting = writer.write({ id: 1, n: 1 });
    await writer.stop();
    await waiting;
    expect(await stored()).toHaveLength(1);
    await expect(writer.write({ id: 2, n: 2 })).rejects.toMatchObject({ code: 'E_BATCH_CLOSED' });
  });
});
