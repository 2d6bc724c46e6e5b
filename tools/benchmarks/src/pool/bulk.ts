import { copyUpsert, createPool, Database, unnestUpsert } from '@analyticbot/pooling';
import { compare, speedUp, type SideResult } from '../harness/compare.js';
import { createSnapshotTable, snapshotUpsert } from '../harness/snapshot-table.js';
import type { Spread } from '../harness/statistics.js';

const rowsAnOperation = 50_000;

const table = 'bulk';
const spec = snapshotUpsert(table);

/** Which way of writing is the faster one, by the number of rows at once. */
export interface Bulk {
  readonly sides: readonly SideResult[];
  readonly copyOverUnnestAt1000: Spread;
  readonly copyOf10000: Spread;
  readonly copyOf50000: Spread;
}

/** Fifty thousand rows an operation on one connection: by unnest and by COPY, in pieces of different sizes. */
export async function measureBulk(url: string, rounds: number, operations: number): Promise<Bulk> {
  const pool = createPool({ url, poolMin: 1, poolMax: 1 });
  try {
    const database = new Database(pool);
    await createSnapshotTable(database, table);
    const prepare = async () => void (await database.query('TRUNCATE bulk'));
    const unnest = (size: number) => async (index: number) => {
      for (const rows of pieces(index, size))
        await database.query({ name: 'bulk', ...unnestUpsert(spec, rows) });
    };
    const copy = (size: number) => async (index: number) => {
      for (const rows of pieces(index, size)) await copyUpsert(database, spec, rows);
    };
    const sides = await compare(
      [
        { name: 'unnest × 100', prepare, operation: unnest(100) },
        { name: 'unnest × 1000', prepare, operation: unnest(1_000) },
        { name: 'copy × 1000', prepare, operation: copy(1_000) },
        { name: 'copy × 10000', prepare, operation: copy(10_000) },
        { name: 'copy × 50000', prepare, operation: copy(50_000) },
      ],
      { rounds, operations, concurrency: 1 },
    );
    return {
      sides,
      copyOverUnnestAt1000: speedUp(sides, 'unnest × 1000', 'copy × 1000'),
      copyOf10000: speedUp(sides, 'unnest × 1000', 'copy × 10000'),
      copyOf50000: speedUp(sides, 'unnest × 1000', 'copy × 50000'),
    };
  } finally {
    await pool.end();
  }
}

function* pieces(operation: number, size: number) {
  for (let from = 0; from < rowsAnOperation; from += size) {
    yield Array.from({ length: size }, (_, at) => {
      const index = operation * rowsAnOperation + from + at;
      return {
        channel_id: '-1001',
        message_id: index % 500,
        taken_at: new Date(1_767_225_600_000 + Math.floor(index / 500) * 3_600_000),
        views: index,
      };
    });
  }
}
