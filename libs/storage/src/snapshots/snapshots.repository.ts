import { Database, isRowError } from '@analyticbot/pooling';
import { Inject, Injectable } from '@nestjs/common';
import { channelLock, lockChannels } from '../channels/lock-channels.sql.js';
import { rankPosts } from '../rollups/rankings/rank-posts.sql.js';
import { storeNewest } from '../rollups/posts/newest-figures.sql.js';
import type { SnapshotRow } from '../rollups/posts/snapshot-row.js';
import { storeLate } from '../rollups/posts/store-late.sql.js';
import { inWaves } from './snapshot-rows.js';
import { channelSnapshotStatement } from './snapshot-upserts.sql.js';
import type { ChannelSnapshot, PostSnapshot, StoredSnapshots } from './snapshot.types.js';
import { SnapshotsRefusedError, type RefusedSnapshot } from './snapshots.errors.js';

/** Stores figures at a time, with the rollups and latest figures that follow from them in the same transaction. */
@Injectable()
export class SnapshotsRepository {
  private readonly database: Database;

  constructor(@Inject(Database) database: Database) {
    this.database = database.lane('batch');
  }

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
   * Stores figures of posts, of any number of channels; up to ten thousand at once pay. Safe to repeat and to reorder: figures of a known post,
   * time and source are ignored, and so are those from before the retention's horizon. Posts that no event brought get a row with their date.
   * @throws SnapshotsRefusedError when the database refuses rows for their content; all others are stored then
   */
  async storePosts(snapshots: readonly PostSnapshot[]): Promise<StoredSnapshots> {
    const refused: RefusedSnapshot[] = [];
    const { waves, rest } = inWaves(snapshots);
    const late = [...rest];
    const stored: SnapshotRow[] = [];
    for (const wave of waves) {
      const outcome = await this.storeNewer(wave);
      stored.push(...outcome.stored);
      late.push(...outcome.late);
    }
    stored.push(...(await this.storeOrHalve(late, refused)));
    if (refused.length > 0) throw new SnapshotsRefusedError(summary(stored), refused);
    return summary(stored);
  }

  /** One round trip for readings newer than all that is known; the others, or all when the database refuses one, are left for later. */
  private async storeNewer(rows: readonly SnapshotRow[]) {
    try {
      const channels = [...new Set(rows.map((row) => row.channel_id))];
      const statements = [channelLock(channels), storeNewest(rows), rankPosts(channels)];
      const [, outcome] = await this.database.together(statements);
      const { late } = outcome?.[0] as { late: readonly number[] };
      if (late.length === 0) return { stored: rows, late: [] };
      const isLate = new Set(late);
      return {
        stored: rows.filter((_, index) => !isLate.has(index + 1)),
        late: rows.filter((_, index) => isLate.has(index + 1)),
      };
    } catch (error) {
      if (!isRowError(error)) throw error;
      return { stored: [], late: rows };
    }
  }

  /** What the database refuses is halved until the bad rows stand alone, so that all the good ones land. Gives the rows that were new. */
  private async storeOrHalve(
    rows: readonly SnapshotRow[],
    refused: RefusedSnapshot[],
  ): Promise<readonly SnapshotRow[]> {
    if (rows.length === 0) return [];
    try {
      return await this.database.transaction(async (transaction) => {
        await lockChannels(
          transaction,
          rows.map((row) => row.channel_id),
        );
        return storeLate(transaction, rows);
      });
    } catch (error) {
      if (!isRowError(error)) throw error;
      if (rows.length === 1) {
        refused.push(refusalOf(rows[0] as SnapshotRow, error));
        return [];
      }
    }
    const middle = rows.length >> 1;
    const first = await this.storeOrHalve(rows.slice(0, middle), refused);
    return [...first, ...(await this.storeOrHalve(rows.slice(middle), refused))];
  }
}

function refusalOf(row: SnapshotRow, cause: unknown): RefusedSnapshot {
  const { channel_id: channelId, message_id: messageId, taken_at: takenAt, source } = row;
  return { channelId, messageId, takenAt, source, cause };
}

function summary(rows: readonly { channel_id: string }[]): StoredSnapshots {
  return { stored: rows.length, changedChannels: [...new Set(rows.map(({ channel_id }) => channel_id))] };
}
