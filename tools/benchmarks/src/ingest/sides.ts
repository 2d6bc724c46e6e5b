import type { Database } from '@analyticbot/pooling';
import { copyUpsert, unnestUpsert } from '@analyticbot/pooling';
import { SnapshotsRepository, type PostSnapshot } from '@analyticbot/storage';
import type { DataSource } from 'typeorm';
import { inParallel, type Side } from '../harness/compare.js';
import { columnNames, keyColumns, rowOf, upsertInto } from './targets.js';
import { piecesOf } from './workload.js';

/** Names of the sides. */
export const names = {
  limit: 'limit: INSERT … SELECT from a table',
  batch: 'unnest × 1000, no rollups',
  batchOf5000: 'unnest × 5000, no rollups',
  batchOf10000: 'unnest × 10000, no rollups',
  copyOf10000: 'copyUpsert × 10000, no rollups',
  store: 'SnapshotsRepository × 1000, exact rollups',
  storeOf5000: 'SnapshotsRepository × 5000, exact rollups',
  storeOf10000: 'SnapshotsRepository × 10000, exact rollups',
  storeOf100: 'SnapshotsRepository × 100, exact rollups',
  upsert: 'TypeORM upsert × 100, no rollups',
  save: 'TypeORM save × 100, no rollups',
  rowByRow: 'row by row, prepared, no rollups',
} as const;

/** Tables that the sides without rollups write. */
export const targets = {
  limit: 'ingest_limit',
  batch: 'ingest_batch',
  upsert: 'ingest_upsert',
  save: 'ingest_save',
  rowByRow: 'ingest_rows',
} as const;

/** Tables that a store of the product fills. */
const stored =
  'posts, post_snapshots, post_daily, post_rankings, channel_daily, channel_hourly, channels, channel_administrators';

/** What the sides write with: each pool has the same number of connections. */
export interface Writers {
  readonly database: Database;
  readonly dataSource: DataSource;
  /** Callers at once, on every side: while the server works for one, another prepares its rows. */
  readonly callers: number;
}

/** The sides. An operation writes one lot, its index says which: never lot 0, which every round writes before it is measured. */
export function ingestSides(lots: readonly (readonly PostSnapshot[])[], writers: Writers): Side[] {
  const { database, dataSource, callers } = writers;
  const batches = database.lane('batch');
  const repository = new SnapshotsRepository(database);
  const write = async (
    index: number,
    size: number,
    work: (rows: readonly PostSnapshot[]) => Promise<unknown>,
  ) => {
    const pieces = piecesOf(lots[index + 1] as readonly PostSnapshot[], size);
    await inParallel(pieces.length, callers, (piece) => work(pieces[piece] as PostSnapshot[]));
  };
  const into = (table: string, name: string, operation: (index: number) => Promise<unknown>): Side => ({
    name,
    operation,
    prepare: async () => {
      await database.query(`TRUNCATE ${table}`);
      await database.query(copyOf(0, table));
    },
  });
  const batching = (name: string, size: number): Side =>
    into(targets.batch, name, (index) =>
      write(index, size, (rows) =>
        batches.query({ name: 'ingest', ...unnestUpsert(upsertInto(targets.batch), rows.map(rowOf)) }),
      ),
    );
  const storing = (size: number) => (index: number) =>
    write(index, size, (rows) => repository.storePosts(rows));
  const emptied = async () => {
    await database.query(`TRUNCATE ${stored}`);
    await storing(1_000)(-1);
  };
  const rowText = `INSERT INTO ${targets.rowByRow} (${columnNames.join(', ')})
    VALUES (${columnNames.map((_, index) => `$${index + 1}`).join(', ')}) ON CONFLICT DO NOTHING`;
  return [
    into(targets.limit, names.limit, (index) => batches.query(copyOf(index + 1, targets.limit))),
    batching(names.batch, 1_000),
    batching(names.batchOf5000, 5_000),
    batching(names.batchOf10000, 10_000),
    into(targets.batch, names.copyOf10000, (index) =>
      write(index, 10_000, (rows) => copyUpsert(database, upsertInto(targets.batch), rows.map(rowOf))),
    ),
    { name: names.store, prepare: emptied, operation: storing(1_000) },
    { name: names.storeOf5000, prepare: emptied, operation: storing(5_000) },
    { name: names.storeOf10000, prepare: emptied, operation: storing(10_000) },
    { name: names.storeOf100, prepare: emptied, operation: storing(100) },
    into(targets.upsert, names.upsert, (index) =>
      write(index, 100, (rows) =>
        dataSource.getRepository(targets.upsert).upsert(rows.map(rowOf), [...keyColumns]),
      ),
    ),
    into(targets.save, names.save, (index) =>
      write(index, 100, (rows) => dataSource.getRepository(targets.save).save(rows.map(rowOf))),
    ),
    into(targets.rowByRow, names.rowByRow, (index) =>
      write(index, 1, ([snapshot]) =>
        database.query({
          name: 'ingest-row',
          text: rowText,
          values: Object.values(rowOf(snapshot as PostSnapshot)),
        }),
      ),
    ),
  ];
}

/** Writes a staged lot into a table without leaving the server. */
const copyOf = (lot: number, table: string) =>
  `INSERT INTO ${table} (${columnNames.join(', ')}) SELECT ${columnNames.join(', ')} FROM staged_${lot}
   ON CONFLICT (${keyColumns.join(', ')}) DO NOTHING`;
