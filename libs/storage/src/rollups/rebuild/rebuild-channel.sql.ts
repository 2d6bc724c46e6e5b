import type { Database, Queryable } from '@analyticbot/pooling';
import { lockChannels } from '../../channels/lock-channels.sql.js';
import { countMemberships } from '../../events/event-upserts.sql.js';
import { rollUpSubscribers } from '../../snapshots/snapshot-upserts.sql.js';
import { horizonOf, utcDay } from '../../schema/sql-types.js';
import { countPosts, type ChannelAndDay } from '../count-posts.sql.js';
import { mergeLateDays } from '../posts/late-days.sql.js';
import { bookLateGains } from '../posts/late-gains.sql.js';
import type { SnapshotRow } from '../posts/snapshot-row.js';
import { rankPosts } from '../rankings/rank-posts.sql.js';

const postsAtOnce = 50;

/** Since when all raw rows of a channel are there: rollups from before are left as they are. */
const since = `greatest(${['post_snapshots', 'channel_snapshots', 'membership_events'].map(horizonOf).join(', ')})`;

const clearing: readonly string[] = [
  `DELETE FROM channel_hourly WHERE channel_id = $1 AND hour >= ${since}`,
  `DELETE FROM channel_daily WHERE channel_id = $1 AND day >= ${utcDay(since)}`,
  `DELETE FROM post_daily WHERE channel_id = $1 AND day >= ${utcDay(since)}`,
];
const subscribers = rollUpSubscribers(
  `SELECT channel_id, taken_at, subscribers FROM channel_snapshots WHERE channel_id = $1 AND taken_at >= ${since}`,
);
const memberships = countMemberships(
  `SELECT channel_id, at, kind FROM membership_events WHERE channel_id = $1 AND at >= ${since}`,
);
const days = `
  SELECT DISTINCT channel_id::text, ${utcDay('posted_at')} AS day FROM posts WHERE channel_id = $1 AND posted_at >= ${since}`;
const messages = `SELECT message_id AS id FROM posts WHERE channel_id = $1 ORDER BY message_id`;
/** $1 channel, $2 message ids. */
const raw = `
  SELECT s.*, p.posted_at FROM post_snapshots s JOIN posts p ON p.channel_id = s.channel_id AND p.message_id = s.message_id
  WHERE s.channel_id = $1 AND s.message_id = ANY ($2::int[]) AND s.views IS NOT NULL AND s.taken_at >= ${since}`;

/**
 * Computes all rollups of a channel again from its raw rows, as if they had all just arrived: hours, days and its posts' days, since the
 * retention's horizon. In one transaction; the channel's stores wait for it, its reports don't.
 */
export async function rebuildChannel(database: Database, channelId: string): Promise<void> {
  await database.lane('batch').transaction(async (transaction) => {
    await lockChannels(transaction, [channelId]);
    for (const statement of [...clearing, subscribers, memberships])
      await transaction.query(statement, [channelId]);
    await countPosts(transaction, await transaction.query<ChannelAndDay>(days, [channelId]));
    await bookPosts(transaction, channelId);
    await transaction.query(rankPosts([channelId]));
  });
}

async function bookPosts(transaction: Queryable, channelId: string): Promise<void> {
  const ids = (await transaction.query<{ id: number }>(messages, [channelId])).map(({ id }) => id);
  for (let from = 0; from < ids.length; from += postsAtOnce) {
    const rows = await transaction.query<SnapshotRow>(raw, [channelId, ids.slice(from, from + postsAtOnce)]);
    await mergeLateDays(transaction, rows);
    await bookLateGains(transaction, rows);
  }
}
