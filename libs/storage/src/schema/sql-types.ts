import type { BatchColumn } from '@analyticbot/pooling';

/** Turns `{ channel_id: 'bigint' }` into the columns of a batch statement. */
export function columns(types: Readonly<Record<string, string>>): BatchColumn[] {
  return Object.entries(types).map(([name, type]) => ({ name, type }));
}

/** The day (UTC) of a `timestamptz` expression, whatever the session's time zone. */
export function utcDay(expression: string): string {
  return `(${expression} AT TIME ZONE 'UTC')::date`;
}
