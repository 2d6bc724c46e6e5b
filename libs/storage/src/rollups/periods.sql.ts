import { utcDay, utcHour } from '../schema/sql-types.js';

/** The tables that sum up a channel's time, each with its key and the SQL that finds it for a moment. */
export const periods = [
  { table: 'channel_hourly', key: 'hour', of: utcHour },
  { table: 'channel_daily', key: 'day', of: utcDay },
] as const;

/** One of `periods`. */
export type Period = (typeof periods)[number];

const plus = (column: string) => `${column} = CASE WHEN EXCLUDED.${column} IS NULL THEN t.${column}
      ELSE coalesce(t.${column}, 0) + EXCLUDED.${column} END`;

/** CTEs that add to hours and days: `from` gives `channel_id, at, gained, posts`, where null adds nothing. */
export function addToPeriods(from: string): string {
  const sums = `sums AS MATERIALIZED (
    SELECT channel_id, ${utcHour('at')} AS hour, sum(gained) AS gained, sum(posts) AS posts FROM (${from}) f GROUP BY 1, 2)`;
  const added = periods.map(
    ({ table, key, of }) => `${key}s AS (
    INSERT INTO ${table} AS t (channel_id, ${key}, views_gained, posts)
    SELECT channel_id, ${of('hour')}, sum(gained), sum(posts) FROM sums GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (channel_id, ${key}) DO UPDATE SET ${plus('views_gained')}, ${plus('posts')})`,
  );
  return [sums, ...added].join(',\n');
}
