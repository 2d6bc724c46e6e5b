import type { Queryable } from '@analyticbot/pooling';
import { horizonOf, utcDay, utcHour } from '../../schema/sql-types.js';

/** SQL for the moment before which joins are in `link_hourly`; those since are read from raw rows. */
export const settledUntil = horizonOf('link_hourly');

const horizon = horizonOf('membership_events');
const channelsAtOnce = 50;

/** Channels with joins to settle. */
const channels = `
  SELECT DISTINCT channel_id::text AS id FROM channel_daily
  WHERE joins > 0 AND day >= ${utcDay(settledUntil)} AND day < ${utcDay(horizon)} ORDER BY 1`;

const leftWithin = (hours: number) => `count(*) FILTER (WHERE left_at <= at + interval '${hours} hours')`;

/** Joins by no link are only there to be added up: a row a day, which stands in its first hour. */
const hourOrDay = `CASE WHEN invite_link IS NULL THEN date_bin('1 day', at, '2000-01-01 00:00+00') ELSE ${utcHour('at')} END`;

/** $1 channel ids. The first leave after each join decides; who joined last before the horizon had thirty days after it. */
const settle = `
  INSERT INTO link_hourly (channel_id, hour, link, joins, left_1d, left_7d, left_30d)
  SELECT channel_id, ${hourOrDay}, coalesce(invite_link, ''), count(*), ${[24, 7 * 24, 30 * 24].map(leftWithin).join(', ')}
  FROM (
    SELECT channel_id, at, kind, invite_link, min(at) FILTER (WHERE kind = 'leave') OVER (
      PARTITION BY channel_id, member_hash ORDER BY at, update_id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
    ) AS left_at
    FROM membership_events
    WHERE channel_id = ANY ($1::bigint[]) AND at >= ${settledUntil} AND at < ${horizon} + interval '721 hours'
  ) events
  WHERE kind = 'join' AND at < ${horizon}
  GROUP BY 1, 2, 3
  ON CONFLICT (channel_id, hour, link) DO UPDATE SET joins = EXCLUDED.joins,
    left_1d = EXCLUDED.left_1d, left_7d = EXCLUDED.left_7d, left_30d = EXCLUDED.left_30d`;

/** From now on readers take what is settled from `link_hourly`. */
const mark = `
  INSERT INTO retention_horizons AS t
  SELECT 'link_hourly', horizon FROM retention_horizons WHERE table_name = 'membership_events'
  ON CONFLICT (table_name) DO UPDATE SET horizon = EXCLUDED.horizon WHERE t.horizon < EXCLUDED.horizon`;

/** Whether raw joins before the retention's horizon are in `link_hourly`, or have to be put there before they may go. */
export async function areLinksSettled(database: Queryable): Promise<boolean> {
  const [row] = await database.query<{ settled: boolean }>(`SELECT ${settledUntil} >= ${horizon} AS settled`);
  return row?.settled ?? false;
}

/**
 * Puts the joins before the retention's horizon into `link_hourly`, a few channels at a time, and lets readers know at the end. No store may be
 * writing such joins any more. What is interrupted begins again and comes to the same.
 */
export async function settleLinks(database: Queryable): Promise<void> {
  const ids = (await database.query<{ id: string }>(channels)).map(({ id }) => id);
  for (let from = 0; from < ids.length; from += channelsAtOnce)
    await database.query(settle, [ids.slice(from, from + channelsAtOnce)]);
  await database.query(mark);
}
