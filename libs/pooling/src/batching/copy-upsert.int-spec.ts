import { startTestPostgres, type TestPostgres } from '@analyticbot/testing';
import { Database } from '../database/database.js';
import { createPool, type ManagedPool } from '../pool/managed-pool.js';
import { copyUpsert } from './copy-upsert.js';
import type { UpsertSpec } from './unnest-upsert.js';

interface Note {
  readonly id: number;
  readonly at: Date;
  readonly text: string | null;
  readonly tags: object | null;
}

const spec: UpsertSpec = {
  table: 'notes',
  columns: [
    { name: 'id', type: 'int' },
    { name: 'at', type: 'timestamptz' },
    { name: 'text', type: 'text' },
    { name: 'tags', type: 'jsonb' },
  ],
  conflict: ['id'],
  update: ['at', 'text', 'tags'],
  where: 't.at < EXCLUDED.at',
};
const day = (n: number) => new Date(Date.UTC(2026, 0, n));

describe('copyUpsert', () => {
  let server: TestPostgres;
  let pool: ManagedPool;
  let database: Database;
  const stored = () => database.query<Note>('SELECT * FROM notes ORDER BY id');

  beforeAll(async () => {
    server = await startTestPostgres();
    pool = createPool({ url: server.url, poolMin: 0, poolMax: 2 });
    database = new Database(pool);
    await database.query(
      'CREATE TABLE notes (id int PRIMARY KEY, at timestamptz NOT NULL, text text, tags jsonb)',
    );
  });
  afterAll(async () => {
    await pool.end();
    await server.stop();
  });

  it('keeps every character, overwrites older rows, and takes the last of equal keys', async () => {
    const odd = 'tab\t, line\n, return\r, back\\slash, \\N, quote " and ünïcode 🙂';
    const first: Note[] = [
      { id: 1, at: day(2), text: odd, tags: { a: ['\t', '\\'] } },
      { id: 2, at: day(2), text: null, tags: null },
      { id: 3, at: day(1), text: 'early', tags: null },
      { id: 3, at: day(2), text: 'late', tags: null },
    ];
    expect(await copyUpsert(database, spec, first)).toBe(3);
    expect(await stored()).toEqual([first[0], first[1], first[3]]);
    const again = await copyUpsert(database, spec, [
      { ...first[0], at: day(1), text: 'older' },
      { ...first[1], at: day(3), text: 'newer' },
    ]);
    expect(again).toBe(1);
    expect((await stored()).map(({ text }) => text)).toEqual([odd, 'newer', 'late']);
  });

  it('writes many rows in one go', async () => {
    function* many() {
      for (let id = 100; id < 20_100; id += 1) yield { id, at: day(1), text: 'x'.repeat(20), tags: null };
    }
    expect(await copyUpsert(database, spec, many())).toBe(20_000);
  });

  it('stores nothing when one row is bad, and gives the connection back', async () => {
    const bad = [
      { id: 90_001, at: day(1), text: 'good', tags: null },
      { id: 90_002, at: null, text: 'bad', tags: null },
    ];
    await expect(copyUpsert(database, spec, bad)).rejects.toMatchObject({ code: '23502' });
    await expect(copyUpsert(database, spec, [{ id: 'no number' }])).rejects.toMatchObject({ code: '22P02' });
    expect(await database.query('SELECT 1 FROM notes WHERE id > 90000')).toEqual([]);
    expect(pool.holders()).toEqual([]);
  });
});
