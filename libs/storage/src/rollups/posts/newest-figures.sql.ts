import {
  arrayParameter,
  arrayParameters,
  unnestSource,
  type BatchColumn,
  type Statement,
} from '@analyticbot/pooling';
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
const rawNames = givenColumns.map(({ name }) => name).filter((name) => name !== 'posted_at');
const rawColumns = rawNames.join(', ');

/** What a reading, by its alias, leaves in its day's row, by column of `post_daily`. */
const newest = (reading: string): Readonly<Record<string, string>> => ({
  views: `${reading}.views`,
  views_at: `${reading}.taken_at`,
  views_source: `${reading}.source`,
  views_low: `${reading}.views_low`,
  views_high: `${reading}.views_high`,
  views_shown: `${reading}.views_shown`,
});
const figures = ['forwards', 'replies'] as const;

/** `SET` of a row (`t`) that a newer reading of the same day changes. */
const grown = (reading: string) =>
  [
    `gained = coalesce(t.gained, 0) + ${reading}.views - t.views`,
    `last_gained = ${reading}.views - t.views`,
    ...Object.entries(newest(reading)).map(([column, value]) => `${column} = ${value}`),
    ...figures.flatMap((figure) => [
      `${figure} = coalesce(${reading}.${figure}, t.${figure})`,
      `${figure}_at = CASE WHEN ${reading}.${figure} IS NULL THEN t.${figure}_at ELSE ${reading}.taken_at END`,
    ]),
  ].join(', ');

/** A new day's figures: what the reading does not tell is carried on from the post's last row. */
const opened: Readonly<Record<string, string>> = {
  ...newest('j'),
  ...Object.fromEntries(
    figures.flatMap((figure) => [
      [figure, `coalesce(j.${figure}, j.known_${figure})`],
      [`${figure}_at`, `CASE WHEN j.${figure} IS NULL THEN j.known_${figure}_at ELSE j.taken_at END`],
    ]),
  ),
};

/**
 * $n+1: the channels of the rows. A subquery, so that the planner does not count them: for the one channel of most batches it would find a plan of its own better
 * each time, and making it takes nearly as long as storing the rows.
 */
const channelsParameter = `((SELECT $${givenColumns.length + 1}::bigint[])::bigint[])`;
const given = (alias: string) => unnestSource(givenColumns, alias, 'ordinal');
const horizon = horizonOf('post_snapshots');

/**
 * Stores snapshots that are newer than all that is known of their post: the last row of `post_daily` says what that is. So nothing can be stored
 * twice, and what a post gained is a subtraction. Of a post at most one snapshot. Those that are not newer are left alone: their ordinals, from 1
 * on, are given back. A post that nobody knew gets a bare row, which is no album's, and so is one more post of its day.
 *
 * Nearly all readings are of posts that have a row of that day already, and no channel has a later day: such a row is a post's last one, and is
 * found and changed in one step (`grown`). For the others the last row is looked up first (`judged`).
 */
const statement = `
  WITH grown AS (
    UPDATE post_daily AS t SET ${grown('g')}
    FROM ${given('g')}
    WHERE t.channel_id = ANY(${channelsParameter}) AND t.channel_id = g.channel_id AND t.message_id = g.message_id AND t.day = ${utcDay('g.taken_at')}
      AND t.views_at < g.taken_at AND g.taken_at >= ${horizon}
      AND t.day >= (SELECT max(d.day) FROM unnest(${channelsParameter}) AS c (id) CROSS JOIN LATERAL (
        SELECT max(p.day) AS day FROM post_daily p WHERE p.channel_id = c.id) d)
    RETURNING ${rawNames.map((name) => `g.${name}`).join(', ')}, t.last_gained AS gained, g.ordinal
  ),
  judged AS MATERIALIZED (
    SELECT (d.views_at IS NULL OR d.views_at < g.taken_at) AND g.taken_at >= ${horizon} AS is_newest,
      g.views - coalesce(d.views, ${firstBase(
        'coalesce((SELECT p.posted_at FROM posts p WHERE p.channel_id = g.channel_id AND p.message_id = g.message_id), g.posted_at)',
        'g.taken_at',
        'g.views',
      )}) AS gained,
      g.*, d.row_at, d.day = ${utcDay('g.taken_at')} AS is_same_day,
      d.forwards AS known_forwards, d.forwards_at AS known_forwards_at, d.replies AS known_replies, d.replies_at AS known_replies_at
    FROM ${given('g')}
    LEFT JOIN LATERAL (
      SELECT p.ctid AS row_at, p.* FROM post_daily p
      WHERE p.channel_id = g.channel_id AND p.message_id = g.message_id ORDER BY p.day DESC LIMIT 1
    ) d ON true
    WHERE (SELECT count(*) FROM grown) < cardinality($1) AND g.ordinal NOT IN (SELECT ordinal FROM grown)
  ),
  changed AS (
    UPDATE post_daily AS t SET ${grown('j')} FROM judged j WHERE t.ctid = j.row_at AND j.is_same_day AND j.is_newest
  ),
  opened AS (
    INSERT INTO post_daily (channel_id, message_id, day, first_views, first_at, gained, ${Object.keys(opened).join(', ')})
    SELECT j.channel_id, j.message_id, ${utcDay('j.taken_at')}, j.views, j.taken_at, j.gained, ${Object.values(opened).join(', ')}
    FROM judged j WHERE j.is_newest AND j.is_same_day IS NOT TRUE
  ),
  raw AS (
    INSERT INTO post_snapshots (${rawColumns})
    SELECT ${rawColumns} FROM grown UNION ALL SELECT ${rawColumns} FROM judged WHERE is_newest
  ),
  published AS (
    INSERT INTO posts (channel_id, message_id, posted_at)
    SELECT channel_id, message_id, posted_at FROM judged WHERE row_at IS NULL AND is_newest
    ON CONFLICT (channel_id, message_id) DO NOTHING
    RETURNING channel_id, posted_at
  ),
  ${addToPeriods(`SELECT channel_id, taken_at AS at, gained, NULL::int AS posts FROM grown
    UNION ALL SELECT channel_id, taken_at, gained, NULL FROM judged WHERE is_newest
    UNION ALL SELECT channel_id, posted_at, NULL, 1 FROM published`)}
  SELECT array(SELECT ordinal FROM judged WHERE NOT is_newest) AS late`;

/** So many rows are worth a plan of their own: without one each row's day is looked up by itself, which took twice as long for 5000; planning did not pay for 1000. */
const worthPlanning = 2_000;

/** The statement for rows of which no two are of the same post; its only row is `{ late: number[] }`. The channels must be locked before it begins. */
export function storeNewest(rows: readonly SnapshotRow[]): Statement {
  const channels = [...new Set(rows.map((row) => row.channel_id))];
  return {
    name: rows.length < worthPlanning ? 'store-newest-figures' : undefined,
    text: statement,
    values: [...arrayParameters(givenColumns, rows), arrayParameter('bigint', channels)],
  };
}
