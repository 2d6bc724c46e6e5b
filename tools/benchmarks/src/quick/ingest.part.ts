import { createPool, Database, unnestUpsert, type UpsertSpec } from '@analyticbot/pooling';
import { compare, speedUp } from '../harness/compare.js';
import { rounds, type Part } from './part.js';

const batchSize = 100;

const spec: UpsertSpec = {
  table: 'ingest.snapshots',
  columns: [
    { name: 'channel_id', type: 'bigint' },
    { name: 'message_id', type: 'int' },
    { name: 'taken_at', type: 'timestamptz' },
    { name: 'views', type: 'int' },
  ],
  conflict: ['channel_id', 'message_id', 'taken_at'],
  update: ['views'],
};

const rowByRow = `INSERT INTO ingest.snapshots (channel_id, message_id, taken_at, views) VALUES ($1, $2, $3, $4)
  ON CONFLICT (channel_id, message_id, taken_at) DO UPDATE SET views = EXCLUDED.views`;

/** Snapshots written one statement a row, and by batches of 100 in one statement each; both prepared, both on one connection. */
export const ingestPart: Part = async ({ postgresUrl }) => {
  const pool = createPool({ url: postgresUrl, poolMin: 1, poolMax: 1 });
  try {
    const database = new Database(pool);
    await database.query('CREATE SCHEMA ingest');
    await database.query(
      `CREATE TABLE ingest.snapshots (channel_id bigint, message_id int, taken_at timestamptz, views int,
        PRIMARY KEY (channel_id, message_id, taken_at))`,
    );
    const prepare = async () => void (await database.query('TRUNCATE ingest.snapshots'));
    const row = (index: number) => ({
      channel_id: '-1001',
      message_id: index % 500,
      taken_at: new Date(1_767_225_600_000 + Math.floor(index / 500) * 3_600_000),
      views: index,
    });
    const sides = await compare(
      [
        {
          name: 'row by row',
          prepare,
          operation: (index) =>
            database.query({ name: 'row', text: rowByRow, values: Object.values(row(index)) }),
        },
        {
          // One operation is one row here too: each hundredth call writes the hundred before it.
          name: `batches of ${batchSize}`,
          prepare,
          operation: async (index) => {
            if (index % batchSize !== batchSize - 1) return;
            const rows = Array.from({ length: batchSize }, (_, at) => row(index - at));
            await database.query({ name: 'batch', ...unnestUpsert(spec, rows) });
          },
        },
      ],
      { rounds, concurrency: 1, operations: { 'row by row': 1_000, [`batches of ${batchSize}`]: 10_000 } },
    );
    return [
      {
        id: 'ingest-batch-over-row-by-row',
        ratio: speedUp(sides, 'row by row', `batches of ${batchSize}`),
        sides,
      },
    ];
  } finally {
    await pool.end();
  }
};
