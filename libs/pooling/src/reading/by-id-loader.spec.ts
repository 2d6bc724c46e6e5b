import type { Queryable, Statement } from '../database/connection.js';
import { loadById } from './by-id-loader.js';

const lookup = { text: 'SELECT … = ANY ($1)', idOf: (row: { id: string }) => row.id };

describe('loadById', () => {
  let asked: unknown[];
  let failing: boolean;
  const database: Queryable = {
    query: <Row extends object>(statement: Statement | string) => {
      if (failing) return Promise.reject(new Error('away'));
      const ids = (statement as Statement).values?.[0] as string[];
      asked.push(ids);
      return Promise.resolve(ids.filter((id) => id !== '404').map((id) => ({ id })) as unknown as Row[]);
    },
  };
  beforeEach(() => {
    asked = [];
    failing = false;
  });

  it('makes one statement of what is asked for at the same time, in each caller’s order', async () => {
    const loader = loadById(database, lookup);
    expect(
      await Promise.all([loader.load('2'), loader.load('404'), loader.load('1'), loader.load('2')]),
    ).toEqual([{ id: '2' }, null, { id: '1' }, { id: '2' }]);
    expect(asked).toEqual([['2', '404', '1']]);
    await loader.load('1');
    expect(asked).toHaveLength(1);
  });

  it('only joins, and remembers nothing, when many share it', async () => {
    const loader = loadById(database, lookup, { remember: false });
    await Promise.all([loader.load('1'), loader.load('1')]);
    await loader.load('1');
    expect(asked).toEqual([['1'], ['1']]);
  });

  it('keeps statements small', async () => {
    const loader = loadById(database, lookup, { maxBatch: 2 });
    await loader.loadMany(['1', '2', '3']);
    expect(asked).toEqual([['1', '2'], ['3']]);
  });

  it('asks again after a failure', async () => {
    const loader = loadById(database, lookup);
    failing = true;
    await expect(loader.load('1')).rejects.toThrow('away');
    failing = false;
    expect(await loader.load('1')).toEqual({ id: '1' });
  });
});
