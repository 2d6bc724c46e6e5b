import type { UpsertSpec } from '@analyticbot/pooling';
import { columns, utcDay } from '../schema/sql-types.js';

/**
 * New subscriber counts, rolled up into their day in the same statement. Only rows that were not there before reach the
 * rollup. Of two counts at the same moment the larger one stands for it, so the order of arrival doesn't matter.
 * $1 channel ids, $2 times, $3 sources, $4 subscribers, $5 why each source.
 */
export const channelSnapshotStatement = `
  WITH fresh AS (
    INSERT INTO channel_snapshots (channel_id, taken_at, source, subscribers, source_reason)
    SELECT * FROM unnest($1::bigint[], $2::timestamptz[], $3::text[], $4::int[], $5::text[])
    ON CONFLICT (channel_id, taken_at, source) DO NOTHING
    RETURNING channel_id, taken_at, subscribers
  ),
  rolled AS (
    INSERT INTO channel_daily AS t (channel_id, day, first_subscribers, first_at, last_subscribers, last_at,
      min_subscribers, max_subscribers, samples)
    SELECT channel_id, ${utcDay('taken_at')},
      (array_agg(subscribers ORDER BY taken_at, subscribers DESC))[1], min(taken_at),
      (array_agg(subscribers ORDER BY taken_at DESC, subscribers DESC))[1], max(taken_at),
      min(subscribers), max(subscribers), count(*)
    FROM fresh GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (channel_id, day) DO UPDATE SET
      first_subscribers = CASE WHEN t.first_at IS NULL OR (EXCLUDED.first_at, -EXCLUDED.first_subscribers) < (t.first_at, -t.first_subscribers)
        THEN EXCLUDED.first_subscribers ELSE t.first_subscribers END,
      first_at = least(t.first_at, EXCLUDED.first_at),
      last_subscribers = CASE WHEN t.last_at IS NULL OR (EXCLUDED.last_at, EXCLUDED.last_subscribers) > (t.last_at, t.last_subscribers)
        THEN EXCLUDED.last_subscribers ELSE t.last_subscribers END,
      last_at = greatest(t.last_at, EXCLUDED.last_at),
      min_subscribers = least(t.min_subscribers, EXCLUDED.min_subscribers),
      max_subscribers = greatest(t.max_subscribers, EXCLUDED.max_subscribers),
      samples = t.samples + EXCLUDED.samples
  )
  SELECT channel_id FROM fresh`;

/** A post's figures at a time, kept for ever as they were read. */
export const postSnapshotUpsert: UpsertSpec = {
  table: 'post_snapshots',
  columns: columns({
    channel_id: 'bigint',
    message_id: 'int',
    taken_at: 'timestamptz',
    source: 'text',
    source_reason: 'text',
    views: 'int',
    views_low: 'int',
    views_high: 'int',
    views_shown: 'text',
    forwards: 'int',
    replies: 'int',
  }),
  conflict: ['channel_id', 'message_id', 'taken_at', 'source'],
  update: 'nothing',
  returning: 't.channel_id, t.message_id, t.taken_at, t.source',
};

const newerViews = `EXCLUDED.views IS NOT NULL AND (t.views IS NULL OR (EXCLUDED.views_at, EXCLUDED.views, EXCLUDED.views_source) > (t.views_at, t.views, t.views_source))`;
const newer = (figure: string) =>
  `EXCLUDED.${figure} IS NOT NULL AND (t.${figure} IS NULL OR (EXCLUDED.${figure}_at, EXCLUDED.${figure}) > (t.${figure}_at, t.${figure}))`;
const pick = (condition: string, column: string) =>
  `CASE WHEN ${condition} THEN EXCLUDED.${column} ELSE t.${column} END`;

/** A post's latest figures. Each figure goes by its own time: a source without forwards doesn't wipe out another's. */
export const postLatestUpsert: UpsertSpec = {
  table: 'posts',
  columns: columns({
    channel_id: 'bigint',
    message_id: 'int',
    posted_at: 'timestamptz',
    views: 'int',
    views_low: 'int',
    views_high: 'int',
    views_shown: 'text',
    views_source: 'text',
    views_at: 'timestamptz',
    forwards: 'int',
    forwards_at: 'timestamptz',
    replies: 'int',
    replies_at: 'timestamptz',
  }),
  conflict: ['channel_id', 'message_id'],
  update: {
    ...Object.fromEntries(
      ['views', 'views_low', 'views_high', 'views_shown', 'views_source', 'views_at'].map((column) => [
        column,
        pick(newerViews, column),
      ]),
    ),
    ...Object.fromEntries(
      ['forwards', 'replies'].flatMap((figure) =>
        [figure, `${figure}_at`].map((column) => [column, pick(newer(figure), column)]),
      ),
    ),
  },
  returning: `t.channel_id, ${utcDay('t.posted_at')}::text AS day, t.xmax = 0 AS inserted`,
};

/** A post's first and last views of a day. Of two counts at the same moment the larger one stands for it. */
export const postDailyUpsert: UpsertSpec = {
  table: 'post_daily',
  columns: columns({
    channel_id: 'bigint',
    message_id: 'int',
    day: 'date',
    views: 'int',
    views_at: 'timestamptz',
    first_views: 'int',
    first_at: 'timestamptz',
  }),
  conflict: ['channel_id', 'message_id', 'day'],
  update: {
    views: pick('(EXCLUDED.views_at, EXCLUDED.views) > (t.views_at, t.views)', 'views'),
    views_at: 'greatest(t.views_at, EXCLUDED.views_at)',
    first_views: pick(
      '(EXCLUDED.first_at, -EXCLUDED.first_views) < (t.first_at, -t.first_views)',
      'first_views',
    ),
    first_at: 'least(t.first_at, EXCLUDED.first_at)',
  },
};
