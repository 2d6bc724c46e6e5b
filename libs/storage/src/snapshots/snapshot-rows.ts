import type { PostSnapshot } from './snapshot.types.js';

/** The day (UTC) of a time, `YYYY-MM-DD`. */
export function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

/** Identity of a post snapshot as text. */
export const snapshotKey = (row: { channelId: string; messageId: number; takenAt: Date; source: string }) =>
  `${row.channelId} ${row.messageId} ${row.takenAt.getTime()} ${row.source}`;

/** A snapshot as a row of `post_snapshots`. */
export function snapshotRow(snapshot: PostSnapshot) {
  return {
    channel_id: snapshot.channelId,
    message_id: snapshot.messageId,
    taken_at: snapshot.takenAt,
    source: snapshot.source,
    source_reason: snapshot.sourceReason ?? null,
    views: snapshot.views,
    views_low: snapshot.viewsLow,
    views_high: snapshot.viewsHigh,
    views_shown: snapshot.viewsShown,
    forwards: snapshot.forwards,
    replies: snapshot.replies,
  };
}

/** The latest figures of each post of a batch, as rows of `posts`: each figure from the newest snapshot that has it. */
export function latestRows(snapshots: readonly PostSnapshot[]) {
  return [...groupBy(snapshots, ({ channelId, messageId }) => `${channelId} ${messageId}`).values()].map(
    (group) => {
      const sample = group[0] as PostSnapshot;
      const views = newest(group, 'views');
      const forwards = newest(group, 'forwards');
      const replies = newest(group, 'replies');
      return {
        channel_id: sample.channelId,
        message_id: sample.messageId,
        posted_at: sample.postedAt,
        views: views?.views,
        views_low: views?.viewsLow,
        views_high: views?.viewsHigh,
        views_shown: views?.viewsShown,
        views_source: views?.source,
        views_at: views?.takenAt,
        forwards: forwards?.forwards,
        forwards_at: forwards?.takenAt,
        replies: replies?.replies,
        replies_at: replies?.takenAt,
      };
    },
  );
}

/** First and last views of each post and day of a batch, as rows of `post_daily`. Snapshots without views are left out. */
export function dailyRows(snapshots: readonly PostSnapshot[]) {
  const withViews = snapshots.filter((snapshot) => snapshot.views !== null);
  const groups = groupBy(withViews, (row) => `${row.channelId} ${row.messageId} ${dayOf(row.takenAt)}`);
  return [...groups.values()].map((group) => {
    const last = newest(group, 'views') as PostSnapshot;
    const first = group.reduce((best, row) =>
      row.takenAt < best.takenAt || (+row.takenAt === +best.takenAt && (row.views ?? 0) > (best.views ?? 0))
        ? row
        : best,
    );
    return {
      channel_id: last.channelId,
      message_id: last.messageId,
      day: dayOf(last.takenAt),
      views: last.views,
      views_at: last.takenAt,
      first_views: first.views,
      first_at: first.takenAt,
    };
  });
}

/** The newest snapshot that has the figure; at the same time the larger one, then the source later in the alphabet. */
function newest(
  group: readonly PostSnapshot[],
  figure: 'views' | 'forwards' | 'replies',
): PostSnapshot | undefined {
  let best: PostSnapshot | undefined;
  for (const row of group) {
    if (row[figure] === null) continue;
    const difference = best
      ? +row.takenAt - +best.takenAt ||
        row[figure] - (best[figure] ?? 0) ||
        (row.source > best.source ? 1 : -1)
      : 1;
    if (difference > 0) best = row;
  }
  return best;
}

function groupBy<Row>(rows: readonly Row[], key: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group) group.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}
