/** The day (UTC) of a time, `YYYY-MM-DD`. */
export function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

/** A post's snapshot as it goes into the statements: a row of `post_snapshots`, and its post's date. */
export interface SnapshotRow {
  readonly channel_id: string;
  readonly message_id: number;
  readonly posted_at: Date;
  readonly taken_at: Date;
  readonly source: string;
  readonly source_reason: string | null;
  readonly views: number;
  readonly views_low: number | null;
  readonly views_high: number | null;
  readonly views_shown: string | null;
  readonly forwards: number | null;
  readonly replies: number | null;
}

/** The newest of a post's rows: at the same time the one with more views, then the source later in the alphabet. */
export function newestOf(group: readonly SnapshotRow[]): SnapshotRow {
  return group.reduce((best, row) => {
    const difference =
      +row.taken_at - +best.taken_at || row.views - best.views || (row.source > best.source ? 1 : -1);
    return difference > 0 ? row : best;
  });
}

/** Rows that share a key, in their order. */
export function groupBy<Row>(rows: readonly Row[], key: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group) group.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}
