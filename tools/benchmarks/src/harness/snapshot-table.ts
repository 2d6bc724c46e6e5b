import type { Queryable, UpsertSpec } from '@analyticbot/pooling';

/** How snapshots are written into a table of `createSnapshotTable`: the later views of a key stand. */
export function snapshotUpsert(table: string): UpsertSpec {
  return {
    table,
    columns: [
      { name: 'channel_id', type: 'bigint' },
      { name: 'message_id', type: 'int' },
      { name: 'taken_at', type: 'timestamptz' },
      { name: 'views', type: 'int' },
    ],
    conflict: ['channel_id', 'message_id', 'taken_at'],
    update: ['views'],
  };
}

/** Makes a plain table of post snapshots with its primary key and nothing else. */
export async function createSnapshotTable(database: Queryable, table: string): Promise<void> {
  await database.query(
    `CREATE TABLE ${table} (channel_id bigint, message_id int, taken_at timestamptz, views int,
      PRIMARY KEY (channel_id, message_id, taken_at))`,
  );
}
