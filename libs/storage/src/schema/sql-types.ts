import type { BatchColumn } from '@analyticbot/pooling';

/** Turns `{ channel_id: 'bigint' }` into the columns of a batch statement. */
export function columns(types: Readonly<Record<string, string>>): BatchColumn[] {
  return Object.entries(types).map(([name, type]) => ({ name, type }));
}

/** The day (UTC) of a `timestamptz` expression, whatever the session's time zone. */
export function utcDay(expression: string): string {
  return `(${expression} AT TIME ZONE 'UTC')::date`;
}

/** The hour (UTC) that a `timestamptz` expression lies in, as its first moment. */
export function utcHour(expression: string): string {
  return `date_bin('1 hour', ${expression}, '2000-01-01 00:00+00')`;
}

/** The moment before which a time series' rows are no longer taken: stored again they would count twice. */
export function horizonOf(table: string): string {
  return `coalesce((SELECT horizon FROM retention_horizons WHERE table_name = '${table}'), '-infinity'::timestamptz)`;
}
