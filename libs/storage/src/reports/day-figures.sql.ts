const daysSince1970 = `(day - date '1970-01-01')`;
/** The day above the count: the least or the greatest of them is the first or the last count known, without arrays and without a sort. */
const dated = (count: string) => `(${daysSince1970}::bigint << 32 | ${count})`;
const count = (dated: string) => `${dated} & 4294967295`;

/** One span's days as one array: how many, first and last subscribers, joins, leaves, views gained, posts. */
const span = (isCurrent: boolean, days: string) => `
    SELECT ${isCurrent} AS "isCurrent", ARRAY[count(*), ${count(`min(${dated('first_subscribers')})`)}, ${count(`max(${dated('last_subscribers')})`)},
      sum(joins), sum(leaves), sum(views_gained)::bigint, sum(posts)]::text AS figures
    FROM channel_daily WHERE channel_id = $1 AND ${days}`;

/**
 * The statements of `ReportsRepository` over whole days. $1 channel, $2 first day, $3 last day, both included.
 */
export const dayFiguresSql = {
  /**
   * One row of one array: days since $2, last subscribers, joins, leaves, posts and views gained a day. Thirty rows of as many columns take about a
   * fifth longer, most of it for columns that travel one by one.
   */
  series: `
    SELECT array_agg(ARRAY[day - $2::date, last_subscribers, joins, leaves, posts, views_gained] ORDER BY day)::text AS days
    FROM channel_daily WHERE channel_id = $1 AND day BETWEEN $2 AND $3`,

  /** The span and the one of the same length before it, a row for each. */
  growth: `${span(true, 'day BETWEEN $2 AND $3')} UNION ALL ${span(false, 'day >= $2::date - ($3::date - $2::date + 1) AND day < $2')}`,
} as const;
