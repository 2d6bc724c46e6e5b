import { Database, unnestUpsert } from '@analyticbot/pooling';
import { Inject, Injectable } from '@nestjs/common';
import { lockChannels } from '../channels/lock-channels.js';
import { countPosts, type ChannelAndDay } from '../rollups/count-posts.js';
import { updateViewsGained, type TouchedPost } from '../rollups/views-gained.js';
import { dailyRows, latestRows, snapshotKey, snapshotRow } from './snapshot-rows.js';
import {
  channelSnapshotStatement,
  postDailyUpsert,
  postLatestUpsert,
  postSnapshotUpsert,
} from './snapshot-upserts.js';
import type { ChannelSnapshot, PostSnapshot, SnapshotSource, StoredSnapshots } from './snapshot.types.js';

/** Stores figures at a time, with the rollups and latest figures that follow from them in the same transaction. */
@Injectable()
export class SnapshotsRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Stores subscriber counts. Safe to repeat and to reorder: a count of a known channel, time and source is ignored. */
  storeChannel(...snapshots: readonly ChannelSnapshot[]): Promise<StoredSnapshots> {
    if (snapshots.length === 0) return Promise.resolve({ stored: 0, changedChannels: [] });
    return this.database.transaction(async (transaction) => {
      await lockChannels(
        transaction,
        snapshots.map(({ channelId }) => channelId),
      );
      const fresh = await transaction.query<{ channel_id: string }>({
        name: 'store-channel-snapshots',
        text: channelSnapshotStatement,
        values: [
          snapshots.map(({ channelId }) => channelId),
          snapshots.map(({ takenAt }) => takenAt),
          snapshots.map(({ source }) => source),
          snapshots.map(({ subscribers }) => subscribers),
          snapshots.map(({ sourceReason }) => sourceReason ?? null),
        ],
      });
      return summary(fresh);
    });
  }

  /**
   * Stores figures of posts, of any number of channels. Safe to repeat and to reorder: figures of a known post, time and
   * source are ignored. Posts that no event brought get a row with their date.
   */
  storePosts(snapshots: readonly PostSnapshot[]): Promise<StoredSnapshots> {
    const byKey = firstByKey(snapshots);
    if (byKey.size === 0) return Promise.resolve({ stored: 0, changedChannels: [] });
    return this.database.transaction(async (transaction) => {
      await lockChannels(
        transaction,
        snapshots.map(({ channelId }) => channelId),
      );
      type Stored = { channel_id: string; message_id: number; taken_at: Date; source: SnapshotSource };
      const stored = await transaction.query<Stored>({
        name: 'store-post-snapshots',
        ...unnestUpsert(postSnapshotUpsert, [...byKey.values()].map(snapshotRow)),
      });
      // Only what was new goes on: a repeated figure must not move a rollup.
      const fresh = stored.flatMap((row) => {
        const { channel_id: channelId, message_id: messageId, taken_at: takenAt, source } = row;
        return byKey.get(snapshotKey({ channelId, messageId, takenAt, source })) ?? [];
      });
      if (fresh.length === 0) return { stored: 0, changedChannels: [] };
      const posts = await transaction.query<ChannelAndDay & { inserted: boolean }>({
        name: 'store-latest-figures',
        ...unnestUpsert(postLatestUpsert, latestRows(fresh)),
      });
      await countPosts(
        transaction,
        posts.filter((post) => post.inserted),
      );
      const days = dailyRows(fresh);
      if (days.length > 0) {
        await transaction.query({ name: 'store-post-days', ...unnestUpsert(postDailyUpsert, days) });
        await updateViewsGained(transaction, firstDays(days));
      }
      return summary(stored);
    });
  }
}

function summary(rows: readonly { channel_id: string }[]): StoredSnapshots {
  return { stored: rows.length, changedChannels: [...new Set(rows.map(({ channel_id }) => channel_id))] };
}

/** One entry a post: the earliest of its days. */
function firstDays(days: readonly TouchedPost[]): TouchedPost[] {
  const byPost = new Map<string, TouchedPost>();
  for (const day of days) {
    const key = `${day.channel_id} ${day.message_id}`;
    const known = byPost.get(key);
    if (!known || day.day < known.day) byPost.set(key, day);
  }
  return [...byPost.values()];
}

/** A key's first snapshot stands, within a batch as between batches. */
function firstByKey(snapshots: readonly PostSnapshot[]): Map<string, PostSnapshot> {
  const byKey = new Map<string, PostSnapshot>();
  for (const snapshot of snapshots) {
    const key = snapshotKey(snapshot);
    if (!byKey.has(key)) byKey.set(key, snapshot);
  }
  return byKey;
}
