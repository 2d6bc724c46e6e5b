import type { SnapshotRow } from '../rollups/posts/snapshot-row.js';
import type { PostSnapshot } from './snapshot.types.js';

/** More rows of one post at once are no readings but its history. */
const wavesAtMost = 3;

/** Rows in the order they are stored in. */
export interface Waves {
  /** Each post once a wave, its older rows in earlier ones. */
  readonly waves: readonly (readonly SnapshotRow[])[];
  /** Posts with more rows than there are waves. */
  readonly rest: readonly SnapshotRow[];
}

/** Snapshots as rows, in waves that hold a post at most once. A key's first snapshot stands, within a batch as between batches. */
export function inWaves(snapshots: readonly PostSnapshot[]): Waves {
  const waves: SnapshotRow[][] = [];
  const rest: SnapshotRow[] = [];
  for (const posts of byPost(snapshots).values()) {
    for (const group of posts.values()) {
      if (group.length > wavesAtMost) rest.push(...group);
      else {
        if (group.length > 1) group.sort((a, b) => +a.taken_at - +b.taken_at);
        group.forEach((row, wave) => (waves[wave] ??= []).push(row));
      }
    }
  }
  return { waves, rest };
}

/** Rows by channel and message: two maps, since building a text key a row takes as long as sending the row. */
function byPost(snapshots: readonly PostSnapshot[]): Map<string, Map<number, SnapshotRow[]>> {
  const channels = new Map<string, Map<number, SnapshotRow[]>>();
  for (const snapshot of snapshots) {
    let posts = channels.get(snapshot.channelId);
    if (posts === undefined) channels.set(snapshot.channelId, (posts = new Map<number, SnapshotRow[]>()));
    const group = posts.get(snapshot.messageId);
    if (group === undefined) posts.set(snapshot.messageId, [rowOf(snapshot)]);
    else if (!group.some((row) => isSameReading(row, snapshot))) group.push(rowOf(snapshot));
  }
  return channels;
}

const isSameReading = (row: SnapshotRow, snapshot: PostSnapshot) =>
  row.source === snapshot.source && +row.taken_at === +snapshot.takenAt;

function rowOf(snapshot: PostSnapshot): SnapshotRow {
  return {
    channel_id: snapshot.channelId,
    message_id: snapshot.messageId,
    posted_at: snapshot.postedAt,
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
