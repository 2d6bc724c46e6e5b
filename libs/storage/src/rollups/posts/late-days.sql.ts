import { unnestUpsert, type Queryable, type UpsertSpec } from '@analyticbot/pooling';
import { columns, utcDay } from '../../schema/sql-types.js';
import { dayOf, groupBy, newestOf, type SnapshotRow } from './snapshot-row.js';

const isNewer =
  "(EXCLUDED.views_at, EXCLUDED.views, EXCLUDED.views_source) > (t.views_at, t.views, coalesce(t.views_source, ''))";
const pick = (condition: string, column: string) =>
  `CASE WHEN ${condition} THEN EXCLUDED.${column} ELSE t.${column} END`;

/** A post's first and last views of a day. Of two counts at the same moment the larger one stands for it. */
const postDayUpsert: UpsertSpec = {
  table: 'post_daily',
  columns: columns({
    channel_id: 'bigint',
    message_id: 'int',
    day: 'date',
    views: 'int',
    views_at: 'timestamptz',
    views_source: 'text',
    views_low: 'int',
    views_high: 'int',
    views_shown: 'text',
    first_views: 'int',
    first_at: 'timestamptz',
  }),
  conflict: ['channel_id', 'message_id', 'day'],
  update: {
    ...Object.fromEntries(
      ['views', 'views_at', 'views_source', 'views_low', 'views_high', 'views_shown'].map((column) => [
        column,
        pick(isNewer, column),
      ]),
    ),
    first_views: pick(
      '(EXCLUDED.first_at, -EXCLUDED.first_views) < (t.first_at, -t.first_views)',
      'first_views',
    ),
    first_at: 'least(t.first_at, EXCLUDED.first_at)',
  },
};

/** $1 channel ids, $2 message ids, $3 moments, $4 figures. A figure holds from its day on until a newer one comes. */
const carryOf = (figure: 'forwards' | 'replies') => `
  WITH fresh AS (
    SELECT * FROM unnest($1::bigint[], $2::int[], $3::timestamptz[], $4::int[]) AS u (channel_id, message_id, at, figure)
  )
  UPDATE post_daily AS t SET ${figure} = n.figure, ${figure}_at = n.at
  FROM (SELECT channel_id, message_id, min(${utcDay('at')}) AS since FROM fresh GROUP BY 1, 2) k
  JOIN post_daily d ON d.channel_id = k.channel_id AND d.message_id = k.message_id AND d.day >= k.since
  CROSS JOIN LATERAL (
    SELECT * FROM (
      (SELECT f.at, f.figure FROM fresh f
       WHERE f.channel_id = d.channel_id AND f.message_id = d.message_id AND ${utcDay('f.at')} <= d.day AND f.figure IS NOT NULL)
      UNION ALL
      (SELECT e.${figure}_at, e.${figure} FROM post_daily e
       WHERE e.channel_id = d.channel_id AND e.message_id = d.message_id AND e.day <= d.day AND e.${figure} IS NOT NULL
       ORDER BY e.day DESC LIMIT 1)
    ) known (at, figure) ORDER BY at DESC, figure DESC LIMIT 1
  ) n
  WHERE t.channel_id = d.channel_id AND t.message_id = d.message_id AND t.day = d.day
    AND (t.${figure}_at, t.${figure}) IS DISTINCT FROM (n.at, n.figure)`;
const carry = { forwards: carryOf('forwards'), replies: carryOf('replies') };

/** Brings the figures of posts' days up to date with rows just stored, wherever in a post's history they belong. */
export async function mergeLateDays(transaction: Queryable, fresh: readonly SnapshotRow[]): Promise<void> {
  if (fresh.length === 0) return;
  await transaction.query({ name: 'store-post-days', ...unnestUpsert(postDayUpsert, dayRows(fresh)) });
  for (const figure of ['forwards', 'replies'] as const) await carryOn(transaction, figure, fresh);
}

async function carryOn(
  transaction: Queryable,
  figure: 'forwards' | 'replies',
  fresh: readonly SnapshotRow[],
) {
  // Days without the figure too: a day that is new takes it from the one before.
  const newestOfDays = [...groupBy(fresh, postDayOf).values()].map((group) => {
    const known = group.filter((row) => row[figure] !== null);
    return (known.length > 0 ? known : group).reduce((best, row) =>
      (+row.taken_at - +best.taken_at || (row[figure] ?? 0) - (best[figure] ?? 0)) > 0 ? row : best,
    );
  });
  await transaction.query({
    name: `carry-${figure}`,
    text: carry[figure],
    values: [
      newestOfDays.map((row) => row.channel_id),
      newestOfDays.map((row) => row.message_id),
      newestOfDays.map((row) => row.taken_at),
      newestOfDays.map((row) => row[figure]),
    ],
  });
}

const postDayOf = (row: SnapshotRow) => `${row.channel_id} ${row.message_id} ${dayOf(row.taken_at)}`;

/** First and last views of each post and day, as rows of `post_daily`. */
function dayRows(rows: readonly SnapshotRow[]) {
  const groups = groupBy(rows, postDayOf);
  return [...groups.values()].map((group) => {
    const last = newestOf(group);
    const first = group.reduce((best, row) =>
      row.taken_at < best.taken_at || (+row.taken_at === +best.taken_at && row.views > best.views)
        ? row
        : best,
    );
    return {
      ...{ channel_id: last.channel_id, message_id: last.message_id, day: dayOf(last.taken_at) },
      ...{ views: last.views, views_at: last.taken_at, views_source: last.source },
      ...{ views_low: last.views_low, views_high: last.views_high, views_shown: last.views_shown },
      ...{ first_views: first.views, first_at: first.taken_at },
    };
  });
}
