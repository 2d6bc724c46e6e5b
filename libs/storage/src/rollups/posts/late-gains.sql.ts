import type { Queryable } from '@analyticbot/pooling';
import { horizonOf, utcDay } from '../../schema/sql-types.js';
import { addToPeriods } from '../periods.sql.js';
import { firstBase } from './base-views.js';

/** A snapshot as the raw table knows it. */
export interface SnapshotKey {
  readonly channel_id: string;
  readonly message_id: number;
  readonly taken_at: Date;
  readonly source: string;
}

/**
 * What each moment of `points` gained over the one before, with the views in `column`. Before a post's first raw row the last of its days
 * whose raw rows are retired counts.
 */
const steps = (column: 'before' | 'after', sign: '' | '-') => `
  SELECT s.channel_id, s.message_id, s.taken_at, ${sign}(s.views - s.base) AS gained FROM (
    SELECT q.channel_id, q.message_id, q.taken_at, q.is_touched, q.${column} AS views,
      coalesce(
        lag(q.${column}) OVER (PARTITION BY q.channel_id, q.message_id ORDER BY q.taken_at),
        (SELECT d.views FROM post_daily d WHERE d.channel_id = q.channel_id AND d.message_id = q.message_id
          AND d.day < ${utcDay(horizonOf('post_snapshots'))} ORDER BY d.day DESC LIMIT 1),
        ${firstBase('q.posted_at', 'q.taken_at', `q.${column}`)}
      ) AS base
    FROM points q WHERE q.${column} IS NOT NULL
  ) s WHERE s.is_touched`;

/**
 * Books what rows that are stored already change in the gains of their posts, wherever in a post's history they belong: the sum of its steps with
 * them less the sum without them. Of several sources at the same moment the largest figure counts. The days of the rows must be in `post_daily`.
 * $1 channel ids, $2 message ids, $3 moments, $4 sources.
 */
const statement = `
  WITH fresh AS (
    SELECT * FROM unnest($1::bigint[], $2::int[], $3::timestamptz[], $4::text[]) AS u (channel_id, message_id, taken_at, source)
  ),
  touched AS (SELECT channel_id, message_id, min(taken_at) AS since FROM fresh GROUP BY 1, 2),
  points AS MATERIALIZED (
    SELECT s.channel_id, s.message_id, s.taken_at, p.posted_at, s.taken_at >= k.since AS is_touched,
      max(s.views) AS after, max(s.views) FILTER (WHERE f.source IS NULL) AS before
    FROM touched k
    JOIN posts p ON p.channel_id = k.channel_id AND p.message_id = k.message_id
    CROSS JOIN LATERAL (
      SELECT max(e.taken_at) AS at FROM post_snapshots e
      WHERE e.channel_id = k.channel_id AND e.message_id = k.message_id AND e.taken_at < k.since AND e.views IS NOT NULL
    ) previous
    JOIN post_snapshots s ON s.channel_id = k.channel_id AND s.message_id = k.message_id
      AND s.taken_at >= coalesce(previous.at, k.since) AND s.views IS NOT NULL
    LEFT JOIN fresh f ON f.channel_id = s.channel_id AND f.message_id = s.message_id AND f.taken_at = s.taken_at AND f.source = s.source
    GROUP BY s.channel_id, s.message_id, s.taken_at, p.posted_at, k.since
  ),
  changes AS MATERIALIZED (${steps('after', '')} UNION ALL ${steps('before', '-')}),
  grown AS (
    UPDATE post_daily AS t SET gained = coalesce(t.gained, 0) + c.gained
    FROM (SELECT channel_id, message_id, ${utcDay('taken_at')} AS day, sum(gained) AS gained FROM changes GROUP BY 1, 2, 3) c
    WHERE t.channel_id = c.channel_id AND t.message_id = c.message_id AND t.day = c.day
  ),
  ${addToPeriods('SELECT channel_id, taken_at AS at, gained, NULL::int AS posts FROM changes')}
  SELECT 1`;

/** Brings the gains of posts, hours and days up to date with rows just stored. The channels must be locked by `lockChannels`. */
export async function bookLateGains(transaction: Queryable, fresh: readonly SnapshotKey[]): Promise<void> {
  if (fresh.length === 0) return;
  await transaction.query({
    name: 'book-late-gains',
    text: statement,
    values: [
      fresh.map(({ channel_id }) => channel_id),
      fresh.map(({ message_id }) => message_id),
      fresh.map(({ taken_at }) => taken_at),
      fresh.map(({ source }) => source),
    ],
  });
}
