import { createPool, Database, unnestUpsert } from '@analyticbot/pooling';
import { compare, speedUp } from '../harness/compare.js';
import { createSnapshotTable, snapshotUpsert } from '../harness/snapshot-table.js';
import { rounds, type Part } from './part.js';

const batchSize = 100;

const table = 'ingest.snapshots';
const spec = snapshotUpsert(table);

const rowByRow = `INSERT INTO ingest.snapshots (channel_id, message_id, taken_at, views) VALUES ($1, $2, $3, $4)
  ON CONFLICT (channel_id, message_id, taken_at) DO UPDATE SET views = EXCLUDED.views`;

/** Snapshots written one statement a row, and by batches of 100 in one statement each; both prepared, both on one connection. */
export const ingestPart: Part = async ({ postgresUrl }) => {
  const pool = createPool({ url: postgresUrl, poolMin: 1, poolMax: 1 });
  try {
    const database = new Database(pool);
    await database.query('CREATE SCHEMA ingest');
    await createSnapshotTable(database, table);
    const prepare = async () => void (await database.query('TRUNCATE ingest.snapshots'));
    const row = (index: number) => ({
      channel_id: '-1001',
      message_id: index % 500,
      taken_at: new Date(1_767_225_600_000 + Math.floor(index / 500) * 3_600_000),
      views: index,
    });
    const rowsOf = (batch: number) =>
      Array.from({ length: batchSize }, (_, at) => row(batch * batchSize + at));
    // One operation is a hundred rows on either side.
    const sides = await compare(
      [
        {
          name: 'row by row',
          prepare,
          operation: async (batch) => {
            for (const one of rowsOf(batch)) {
              await database.query({ name: 'row', text: rowByRow, values: Object.values(one) });
            }
          },
        },
        {
          name: 'batch of 100',
          prepare,
          operation: (batch) => database.query({ name: 'batch', ...unnestUpsert(spec, rowsOf(batch)) }),
        },
      ],
      { rounds, concurrency: 1, operations: { 'row by row': 8, 'batch of 100': 100 } },
    );
    return [
      {
        id: 'ingest-batch-over-row-by-row',
        ratio: speedUp(sides, 'row by row', 'batch of 100'),
        sides,
      },
    ];
  } finally {
    await pool.end();
  }
};
