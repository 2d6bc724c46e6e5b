import {
  arrayParameters,
  unnestSource,
  unnestUpsert,
  type BatchColumn,
  type Queryable,
  type UpsertSpec,
} from '@analyticbot/pooling';
import { columns, horizonOf, utcDay } from '../../schema/sql-types.js';
import { countPosts, type ChannelAndDay } from '../count-posts.sql.js';
import { rankPosts } from '../rankings/rank-posts.sql.js';
import { bookLateGains, type SnapshotKey } from './late-gains.sql.js';
import { mergeLateDays } from './late-days.sql.js';
import { givenColumns } from './newest-figures.sql.js';
import type { SnapshotRow } from './snapshot-row.js';

const rawColumns: readonly BatchColumn[] = givenColumns.filter(({ name }) => name !== 'posted_at');
const rawNames = rawColumns.map(({ name }) => name).join(', ');

/** The horizon is looked up by the statement that inserts: it waits for a month that is being detached, and then sees the moment set before. */
const rawStatement = `
  INSERT INTO post_snapshots (${rawNames})
  SELECT ${rawNames} FROM ${unnestSource(rawColumns)}
  WHERE taken_at >= ${horizonOf('post_snapshots')} ORDER BY channel_id, message_id, taken_at
  ON CONFLICT (channel_id, message_id, taken_at, source) DO NOTHING
  RETURNING channel_id, message_id, taken_at, source`;

const postUpsert: UpsertSpec = {
  table: 'posts',
  columns: columns({ channel_id: 'bigint', message_id: 'int', posted_at: 'timestamptz' }),
  conflict: ['channel_id', 'message_id'],
  update: 'nothing',
  returning: `t.channel_id, ${utcDay('t.posted_at')}::text AS day`,
};

/** Identity of a snapshot as text. */
export const keyOf = (row: SnapshotKey) =>
  `${row.channel_id} ${row.message_id} ${row.taken_at.getTime()} ${row.source}`;

/**
 * Stores snapshots that may belong anywhere in the history of their posts, and may be known already: late arrivals, imports, redeliveries. Only what is new
 * goes on into the rollups. Rows from before the retention's horizon are left out. The keys must differ, the channels be locked. Gives the new rows.
 */
export async function storeLate(
  transaction: Queryable,
  rows: readonly SnapshotRow[],
): Promise<SnapshotRow[]> {
  if (rows.length === 0) return [];
  const stored = await transaction.query<SnapshotKey>({
    name: 'store-late-snapshots',
    text: rawStatement,
    values: arrayParameters(rawColumns, rows),
  });
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  const fresh = stored.flatMap((row) => byKey.get(keyOf(row)) ?? []);
  if (fresh.length === 0) return [];
  const posts = new Map(fresh.map((row) => [`${row.channel_id} ${row.message_id}`, row]));
  const published = await transaction.query<ChannelAndDay>({
    name: 'store-bare-posts',
    ...unnestUpsert(postUpsert, [...posts.values()]),
  });
  await countPosts(transaction, published);
  await mergeLateDays(transaction, fresh);
  await bookLateGains(transaction, fresh);
  await transaction.query(rankPosts(fresh.map((row) => row.channel_id)));
  return fresh;
}
