import { horizonOf, utcDay, utcHour } from '../../schema/sql-types.js';

const horizon = horizonOf('membership_events');
/** The first moment of the day (UTC) that a moment lies in. */
const dayStart = (moment: string) => `date_bin('1 day', ${moment}, '2000-01-01 00:00+00')`;
/** The first full hour, or day, from a moment on: what a moment just before it lies in, and one more. */
const justBefore = (moment: string) => `${moment} - interval '1 microsecond'`;
const hourFrom = (moment: string) => `${utcHour(justBefore(moment))} + interval '1 hour'`;
const dayFrom = (moment: string) => `${dayStart(justBefore(moment))} + interval '24 hours'`;

const sums = 'SELECT sum(joins) AS joins, sum(leaves) AS leaves';
const hours = (first: string, end: string) => `
      ${sums} FROM edges e JOIN channel_hourly h ON h.channel_id = $1 AND h.hour >= ${first} AND h.hour < ${end}`;

/**
 * Joins and leaves of [$2, $3) of channel $1: from raw rows since the retention's horizon, from rollups before it, which keep them for ever. An hour
 * behind the horizon can't be cut any more: one that an end lies in counts whole, and `from` and `to` say so. Whole days behind it are read as days.
 * `middle_from` and `middle_to` are the whole days' ends; without one (an end lies in the day of the other) the hours before them are all.
 */
export const membershipOfWindow = `
  WITH behind AS MATERIALIZED (
    SELECT ${utcHour('$2::timestamptz')} AS since, least(${horizon}, ${hourFrom('$3::timestamptz')}) AS until
    WHERE $2 < ${horizon} AND $2 < $3
  ),
  edges AS MATERIALIZED (
    SELECT since, until, least(until, ${dayFrom('since')}) AS middle_from,
      greatest(${dayStart('until')}, least(until, ${dayFrom('since')})) AS middle_to
    FROM behind
  )
  SELECT coalesce(sum(joins), 0)::int AS joins, coalesce(sum(leaves), 0)::int AS leaves,
    coalesce((SELECT since FROM edges), $2::timestamptz) AS "from", coalesce((SELECT until FROM edges WHERE $3 <= ${horizon}), $3::timestamptz) AS "to"
  FROM (
    SELECT count(*) FILTER (WHERE kind = 'join') AS joins, count(*) FILTER (WHERE kind = 'leave') AS leaves
    FROM membership_events WHERE channel_id = $1 AND at >= $2 AND at < $3 AND at >= ${horizon}
    UNION ALL
      ${sums} FROM edges e JOIN channel_daily d ON d.channel_id = $1 AND d.day >= ${utcDay('e.middle_from')} AND d.day < ${utcDay('e.middle_to')}
    UNION ALL${hours('e.since', 'e.middle_from')}
    UNION ALL${hours('e.middle_to', 'e.until')}
  ) parts`;
