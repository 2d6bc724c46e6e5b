import { toColumns, unnestSource, type Database, type UpsertSpec } from '@analyticbot/pooling';
import type { PostSnapshot } from '@analyticbot/storage';
import { EntitySchema } from 'typeorm';

/** A snapshot as a row of the table. */
export interface SnapshotRow {
  readonly channel_id: string;
  readonly message_id: number;
  readonly taken_at: Date;
  readonly source: string;
  readonly source_reason: string | null;
  readonly views: number | null;
  readonly views_low: number | null;
  readonly views_high: number | null;
  readonly views_shown: string | null;
  readonly forwards: number | null;
  readonly replies: number | null;
}

const types = {
  ...{
    channel_id: 'bigint',
    message_id: 'int',
    taken_at: 'timestamptz',
    source: 'text',
    source_reason: 'text',
  },
  ...{
    views: 'int',
    views_low: 'int',
    views_high: 'int',
    views_shown: 'text',
    forwards: 'int',
    replies: 'int',
  },
} as const;
/** The columns of every target, in this order. */
export const columnNames = Object.keys(types) as (keyof SnapshotRow)[];
/** The key of every target. */
export const keyColumns = columnNames.slice(0, 4);

/** A snapshot as a row of a target. */
export const rowOf = (snapshot: PostSnapshot): SnapshotRow => ({
  channel_id: snapshot.channelId,
  message_id: snapshot.messageId,
  taken_at: snapshot.takenAt,
  source: snapshot.source,
  source_reason: snapshot.sourceReason ?? null,
  views: snapshot.views,
  views_low: snapshot.viewsLow,
  views_high: snapshot.viewsHigh,
  views_shown: snapshot.viewsShown,
  forwards: snapshot.forwards,
  replies: snapshot.replies,
});

/** Makes a table like the product's `post_snapshots`: the same columns, checks, key and months, but nothing that follows from a row. */
export async function createTarget(database: Database, table: string): Promise<void> {
  await database.query(
    `CREATE TABLE ${table} (LIKE post_snapshots INCLUDING ALL) PARTITION BY RANGE (taken_at)`,
  );
  await database.query(`CREATE TABLE ${table}_default PARTITION OF ${table} DEFAULT`);
  for (const [from, to] of [
    ['2026-10-01', '2026-11-01'],
    ['2026-11-01', '2026-12-01'],
    ['2026-12-01', '2027-01-01'],
  ] as const) {
    await database.query(
      `CREATE TABLE ${table}_${from.slice(0, 7).replace('-', '_')} PARTITION OF ${table} FOR VALUES FROM ('${from} 00:00+00') TO ('${to} 00:00+00')`,
    );
  }
}

/** Puts a lot into a plain table on the server, from where the limit's statement takes it. */
export async function stage(database: Database, table: string, lot: readonly PostSnapshot[]): Promise<void> {
  await database.query(`CREATE TABLE ${table} (LIKE post_snapshots)`);
  const { columns } = upsertInto(table);
  await database.query(
    `INSERT INTO ${table} (${columnNames.join(', ')}) SELECT * FROM ${unnestSource(columns)}`,
    toColumns(columns, lot.map(rowOf)),
  );
  await database.query(`ANALYZE ${table}`);
}

/** How a batch is written into a target. */
export function upsertInto(table: string): UpsertSpec {
  return {
    table,
    columns: columnNames.map((name) => ({ name, type: types[name] })),
    conflict: keyColumns,
    update: 'nothing',
  };
}

/** What TypeORM knows of a target. */
export function entityOf(table: string) {
  return new EntitySchema<SnapshotRow>({
    name: table,
    tableName: table,
    columns: Object.fromEntries(
      columnNames.map((name) => [
        name,
        { type: types[name], primary: keyColumns.includes(name), nullable: !keyColumns.includes(name) },
      ]),
    ) as never,
  });
}
