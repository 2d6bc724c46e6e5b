import { startTestPostgres, type TestPostgres } from '@analyticbot/testing';
import { Database } from '../database/database.js';
import { createPool, type ManagedPool } from '../pool/managed-pool.js';
import { arrayParameter } from './array-parameter.js';

const cases: readonly (readonly [type: string, values: readonly unknown[]])[] = [
  ['int', [0, -1, 2_147_483_647, -2_147_483_648, null]],
  ['bigint', ['-1009007199254740993', '0', 9_007_199_254_740_991, null, '9223372036854775807']],
  [
    'timestamptz',
    [new Date(0), new Date('2026-11-25T10:00:00.123Z'), null, new Date('1969-12-31T23:59:59.999Z')],
  ],
  ['date', ['2000-01-01', '1999-12-31', '2028-02-29', null]],
  ['text', ['', 'plain', '{"quo\\ted",}', 'é 🔥', null, 'NULL']],
  ['bigint', ['-1001', '-1001', null, '-1001', '7', 7, '7', '7']],
  ['text', ['ab', 'ab', null, 'ab', '', '', 'é', 'é', 'x'.repeat(100), 'x'.repeat(100), 'ab']],
  ['boolean', [true, false, null]],
  ['text', []],
];

describe('arrayParameter', () => {
  let server: TestPostgres;
  let pool: ManagedPool;
  let database: Database;

  beforeAll(async () => {
    server = await startTestPostgres();
    pool = createPool({ url: server.url, poolMin: 0, poolMax: 2 });
    database = new Database(pool);
  });
  afterAll(async () => {
    await pool.end();
    await server.stop();
  });

  it.each(cases)('brings %s values to the server as the driver does: %j', async (type, values) => {
    const rows = await database.query(`SELECT ($1::${type}[])::text AS sent`, [arrayParameter(type, values)]);
    expect(rows).toEqual(await database.query(`SELECT ($1::${type}[])::text AS sent`, [[...values]]));
  });

  it.each([
    ['int', 2 ** 31, '22003'],
    ['int', 1.5, '22P02'],
    ['bigint', '9223372036854775808', '22003'],
    ['date', '2026-02-30', '22008'],
  ])('leaves it to the server to refuse %s %j', async (type, value, code) => {
    const parameter = arrayParameter(type, [value]);
    await expect(database.query(`SELECT $1::${type}[]`, [parameter])).rejects.toMatchObject({ code });
  });
});
