/** The time series, and the column each is split by. */
export const partitionedTables = [
  { table: 'post_snapshots', key: 'taken_at' },
  { table: 'channel_snapshots', key: 'taken_at' },
  { table: 'membership_events', key: 'at' },
] as const;

/** One month of one table. */
export interface MonthPartition {
  readonly table: string;
  readonly key: string;
  /** Such as `post_snapshots_2026_11`. */
  readonly name: string;
  /** First moment of the month in UTC, ISO 8601; belongs to it. */
  readonly from: string;
  /** First moment of the next month; doesn't. */
  readonly to: string;
}

/** First moments of the months from `first` to `last`, counted from the month of `now` in UTC. */
export function monthsFrom(now: Date, first: number, last: number): Date[] {
  return Array.from({ length: last - first + 1 }, (_, index) => monthStart(now, first + index));
}

/** The partition of a table for the month that begins at `month`. */
export function monthPartition(table: string, key: string, month: Date): MonthPartition {
  const from = month.toISOString();
  return {
    table,
    key,
    name: `${table}_${from.slice(0, 4)}_${from.slice(5, 7)}`,
    from,
    to: monthStart(month, 1).toISOString(),
  };
}

function monthStart(time: Date, offset: number): Date {
  return new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth() + offset, 1));
}
