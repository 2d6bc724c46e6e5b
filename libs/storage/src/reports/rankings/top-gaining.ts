import type { Queryable } from '@analyticbot/pooling';
import { rankedDays, rankedPosts } from '../../rollups/rankings/rank-posts.sql.js';
import type { GainingPost } from '../report.types.js';
import { rankingSql } from './ranking.sql.js';

/** What is ranked: days are `YYYY-MM-DD`, both included. */
export interface Ranking {
  readonly channelId: string;
  readonly fromDay: string;
  readonly toDay: string;
}

const day = 86_400_000;

/** The first posts of a ranking, from the one that is kept of a channel's last seven days where these are asked for, and otherwise from the days of its posts. */
export async function topGaining(
  database: Queryable,
  ranking: Ranking,
  limit: number,
): Promise<readonly GainingPost[]> {
  const isWeek = Date.parse(ranking.toDay) - Date.parse(ranking.fromDay) === (rankedDays - 1) * day;
  return (isWeek && (await topOfKept(database, ranking, limit))) || topOfDays(database, ranking, limit);
}

/** Null where no ranking of these days is kept, or too little of it: where deleted posts and albums take most of its places. */
async function topOfKept(
  database: Queryable,
  { channelId, toDay }: Ranking,
  limit: number,
): Promise<readonly GainingPost[] | null> {
  for (let asked = limit; ; asked *= 4) {
    const rows = await database.query<GainingPost & { readonly listed: number }>({
      name: 'top-of-ranking',
      text: rankingSql.kept,
      values: [channelId, toDay, asked],
    });
    if (rows[0] === undefined) return null;
    const { listed } = rows[0];
    const posts = albumsOnce(rows.map(({ listed: _, ...post }) => post).sort(byGain)).slice(0, limit);
    if (posts.length === limit) return posts;
    if (asked >= listed) return listed < rankedPosts ? posts : null;
  }
}

async function topOfDays(
  database: Queryable,
  { channelId, fromDay, toDay }: Ranking,
  limit: number,
): Promise<readonly GainingPost[]> {
  for (let asked = limit; ; asked *= 4) {
    const rows = await database.query<GainingPost>({
      name: 'top-of-days',
      text: rankingSql.addedUp,
      values: [channelId, fromDay, toDay, asked],
    });
    const posts = albumsOnce(rows).slice(0, limit);
    if (posts.length === limit || rows.length < asked) return posts;
  }
}

const byGain = (a: GainingPost, b: GainingPost) => b.viewsGained - a.viewsGained || b.messageId - a.messageId;

/** The posts without those of an album that an earlier one stands for. */
function albumsOnce(posts: readonly GainingPost[]): readonly GainingPost[] {
  const albums = new Set<string>();
  return posts.filter(({ mediaGroupId }) => {
    if (mediaGroupId === null) return true;
    const isFirst = !albums.has(mediaGroupId);
    albums.add(mediaGroupId);
    return isFirst;
  });
}
