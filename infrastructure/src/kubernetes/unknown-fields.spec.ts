import { schemaProblems } from './schemas.js';
import { unreadFields } from './unknown-fields.js';

it('lists what the validator did not look at, with its path', () => {
  const value = { a: { b: 1, typo: 2 }, list: [{ c: 1 }, { c: 2, d: 3 }] };
  const validate = (watched: object) => {
    const { a, list } = watched as typeof value;
    void a.b;
    for (const one of list) void one.c;
  };
  expect(unreadFields(value, validate)).toEqual(['a.typo', 'list.1.d']);
});

describe('schemaProblems', () => {
  const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', labels: { any: 'thing' } } };

  it('takes any entry of a map', () => {
    expect(schemaProblems({ ...config, data: { ANY: 'thing' } })).toEqual([]);
  });

  it('refuses a value of a wrong type, a field it does not know, and an unknown kind', () => {
    expect(schemaProblems({ ...config, data: { PORT: 8000 } })).toEqual(['data/PORT must be string']);
    expect(schemaProblems({ ...config, dat: {} })).toEqual(['unknown field dat']);
    expect(schemaProblems({ ...config, kind: 'ConfigMaps' })[0]).toContain('not a kind that is checked');
  });
});
