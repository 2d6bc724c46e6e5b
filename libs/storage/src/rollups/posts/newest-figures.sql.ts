import { arrayParameters, unnestSource, type BatchColumn, type Statement } from '@analyticbot/pooling';
import { columns, horizonOf, utcDay } from '../../schema/sql-types.js';
import { addToPeriods } from '../periods.sql.js';
import { firstBase } from './base-views.js';
import type { SnapshotRow } from './snapshot-row.js';

/** A snapshot with its post's date. */
export const givenColumns: readonly BatchColumn[] = columns({
  channel_id: 'bigint',
  taken_at: 'timestamptz',
  message_id: 'int',
  source: 'text',
  source_reason: 'text',
  views: 'int',
  views_low: 'int',
  views_high: 'int',
  views_shown: 'text',
  forwards: 'int',
  replies: 'int',
  posted_at: 'timestamptz',
});
const rawColumns = givenColumns
  .map(({ name }) => name)
  .filter((name) => name !== 'posted_at')
  .join(', ');

const carried = (figure: string) => `coalesce(j.${figure}, j.known_${figure})`;
const carriedAt = (figure: string) =>
  `CASE WHEN j.${figure} IS NULL THEN j.known_${figure}_at ELSE j.taken_at END`;

/** A day's figures as the newest snapshot leaves them, by column of `post_daily`. */
const newest: Readonly<Record<string, string>> = {
  views: 'j.views',
  views_at: 'j.taken_at',
  views_source: 'j.source',
  views_low: 'j.views_low',
  views_high: 'j.views_high',
  views_shown: 'j.views_shown',
  forwards: carried('forwards'),
  forwards_at: carriedAt('forwards'),
  replies: carried('replies'),
  replies_at: carriedAt('replies'),
};
const newestColumns = Object.keys(newest).join(', ');

/**
 * Stores snapshots that are newer than all that is known of their post: the last row of `post_daily` says what that is, and is found by one
 * look into its index and changed where it lies. So nothing can be stored twice, and what a post gained is a subtraction. Of a post at most one
 * snapshot. Those that are not newer are left alone: their ordinals, from 1 on, are given back. A post that nobody knew gets a bare row, which is no
 * album's, and so is one more post of its day.
 */
const statement = `
  WITH judged AS MATERIALIZED (
    -- What several steps read comes first: a step unpacks a row up to the last column it needs.
    SELECT (d.views_at IS NULL OR d.views_at < g.taken_at) AND g.taken_at >= ${horizonOf('post_snapshots')} AS is_newest,
      g.views - coalesce(d.views, ${firstBase(
        'coalesce((SELECT p.posted_at FROM posts p WHERE p.channel_id = g.channel_id AND p.message_id = g.message_id), g.posted_at)',
        'g.taken_at',
        'g.views',
      )}) AS gained,
      ${givenColumns.map(({ name }) => `g.${name}`).join(', ')}, g.ordinal,
      d.row_at, d.day = ${utcDay('g.taken_at')} AS is_same_day,
      d.forwards AS known_forwards, d.forwards_at AS known_forwards_at, d.replies AS known_replies, d.replies_at AS known_replies_at
    FROM ${unnestSource(givenColumns, 'g', 'ordinal')}
    LEFT JOIN LATERAL (
      SELECT p.ctid AS row_at, p.* FROM post_daily p
      WHERE p.channel_id = g.channel_id AND p.message_id = g.message_id ORDER BY p.day DESC LIMIT 1
    ) d ON true
  ),
  raw AS (INSERT INTO post_snapshots (${rawColumns}) SELECT ${rawColumns} FROM judged WHERE is_newest),
  grown AS (
    UPDATE post_daily AS t SET gained = coalesce(t.gained, 0) + j.gained,
      ${Object.entries(newest)
        .map(([column, value]) => `${column} = ${value}`)
        .join(', ')}
    FROM judged j WHERE t.ctid = j.row_at AND j.is_same_day AND j.is_newest
  ),
  others AS MATERIALIZED (SELECT * FROM judged WHERE is_same_day IS NOT TRUE OR NOT is_newest),
  opened AS (
    INSERT INTO post_daily (channel_id, message_id, day, first_views, first_at, gained, ${newestColumns})
    SELECT j.channel_id, j.message_id, ${utcDay('j.taken_at')}, j.views, j.taken_at, j.gained, ${Object.values(newest).join(', ')}
    FROM others j WHERE j.is_newest
  ),
  published AS (
    INSERT INTO posts (channel_id, message_id, posted_at)
    SELECT channel_id, message_id, posted_at FROM others WHERE row_at IS NULL AND is_newest
    ON CONFLICT (channel_id, message_id) DO NOTHING
    RETURNING channel_id, posted_at
  ),
  ${addToPeriods(`SELECT channel_id, taken_at AS at, gained, NULL::int AS posts FROM judged WHERE is_newest
    UNION ALL SELECT channel_id, posted_at, NULL, 1 FROM published`)}
  SELECT array(SELECT ordinal FROM others WHERE NOT is_newest) AS late`;

/** The statement for rows of which no two are of the same post; its only row is `{ late: number[] }`. The channels must be locked before it begins. */
export function storeNewest(rows: readonly SnapshotRow[]): Statement {
  return { name: 'store-newest-figures', text: statement, values: arrayParameters(givenColumns, rows) };
}
