import { periods, type Period } from '../rollups/periods.sql.js';
import { horizonOf } from '../schema/sql-types.js';

const rollUp = ({ table, key, of }: Period) => `
  INSERT INTO ${table} AS t (channel_id, ${key}, first_subscribers, first_at, last_subscribers, last_at,
    min_subscribers, max_subscribers, samples)
  SELECT channel_id, ${of('taken_at')},
    (array_agg(subscribers ORDER BY taken_at, subscribers DESC))[1], min(taken_at),
    (array_agg(subscribers ORDER BY taken_at DESC, subscribers DESC))[1], max(taken_at),
    min(subscribers), max(subscribers), count(*)
  FROM fresh GROUP BY 1, 2 ORDER BY 1, 2
  ON CONFLICT (channel_id, ${key}) DO UPDATE SET
    first_subscribers = CASE WHEN t.first_at IS NULL OR (EXCLUDED.first_at, -EXCLUDED.first_subscribers) < (t.first_at, -t.first_subscribers)
      THEN EXCLUDED.first_subscribers ELSE t.first_subscribers END,
    first_at = least(t.first_at, EXCLUDED.first_at),
    last_subscribers = CASE WHEN t.last_at IS NULL OR (EXCLUDED.last_at, EXCLUDED.last_subscribers) > (t.last_at, t.last_subscribers)
      THEN EXCLUDED.last_subscribers ELSE t.last_subscribers END,
    last_at = greatest(t.last_at, EXCLUDED.last_at),
    min_subscribers = least(t.min_subscribers, EXCLUDED.min_subscribers),
    max_subscribers = greatest(t.max_subscribers, EXCLUDED.max_subscribers),
    samples = t.samples + EXCLUDED.samples`;

/** Rolls counts of subscribers up into hours and days: `from` gives `channel_id, taken_at, subscribers` of new counts. */
export const rollUpSubscribers = (from: string) => `
  WITH fresh AS (${from}),
  ${periods.map((period) => `${period.key}s AS (${rollUp(period)})`).join(',\n')}
  SELECT channel_id::text FROM fresh`;

/**
 * New subscriber counts, rolled up into their hour and day in the same statement. Only rows that were not there before reach
 * the rollups. Of two counts at the same moment the larger one stands for it, so the order of arrival doesn't matter.
 * $1 channel ids, $2 times, $3 sources, $4 subscribers, $5 why each source.
 */
export const channelSnapshotStatement = rollUpSubscribers(`
  INSERT INTO channel_snapshots (channel_id, taken_at, source, subscribers, source_reason)
  SELECT * FROM unnest($1::bigint[], $2::timestamptz[], $3::text[], $4::int[], $5::text[])
    AS u (channel_id, taken_at, source, subscribers, source_reason)
  WHERE taken_at >= ${horizonOf('channel_snapshots')}
  ON CONFLICT (channel_id, taken_at, source) DO NOTHING
  RETURNING channel_id, taken_at, subscribers`);
