import { toColumns, unnestUpsert, type UpsertSpec } from './unnest-upsert.js';

const spec: UpsertSpec = {
  table: 'figures',
  columns: [
    { name: 'id', type: 'bigint' },
    { name: 'seen_at', type: 'timestamptz' },
  ],
  conflict: ['id'],
  update: ['seen_at'],
  where: 't.seen_at < EXCLUDED.seen_at',
  returning: 't.id',
};

describe('unnestUpsert', () => {
  it('writes one statement with one array a column', () => {
    const { text, values } = unnestUpsert(spec, [{ id: '1', seen_at: 'x' }, { id: '2' }]);
    expect(text).toBe(
      [
        'INSERT INTO figures AS t (id, seen_at)',
        'SELECT id, seen_at FROM (SELECT unnest($1::bigint[]) AS id, unnest($2::timestamptz[]) AS seen_at) AS u ORDER BY id',
        'ON CONFLICT (id) DO UPDATE SET seen_at = EXCLUDED.seen_at WHERE t.seen_at < EXCLUDED.seen_at',
        'RETURNING t.id',
      ].join('\n'),
    );
    // Ids go out in binary; a time that is none is left to the driver, for the server to refuse.
    expect(values).toEqual([expect.any(Buffer), ['x', null]]);
  });

  it('has the same text for any number of rows, so that it can be prepared', () => {
    expect(unnestUpsert(spec, []).text).toBe(unnestUpsert(spec, [{ id: '1' }, { id: '2' }]).text);
  });

  it('takes expressions, and can leave existing rows alone', () => {
    expect(unnestUpsert({ ...spec, update: { n: 't.n + EXCLUDED.n' } }, []).text).toContain(
      'DO UPDATE SET n = t.n + EXCLUDED.n WHERE',
    );
    expect(unnestUpsert({ ...spec, update: 'nothing' }, []).text).toContain('ON CONFLICT (id) DO NOTHING');
  });

  it('turns rows into columns', () => {
    expect(toColumns(spec.columns, [{ id: '1', seen_at: null, other: 3 }])).toEqual([['1'], [null]]);
  });
});
