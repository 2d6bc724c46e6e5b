import { missing, type Figure, type FigureWindow } from '../figure.js';
import { oneEach } from '../one-each.js';
import { ratioInterval } from '../statistics/intervals.js';
import { standing, type PostViews } from './post-views.js';

/** A post with what people did to it; null where no source tells. */
export interface PostEngagement extends PostViews {
  readonly forwards: number | null;
  readonly reactions: number | null;
  readonly comments: number | null;
}

/**
 * ER = (forwards + reactions + comments) ÷ views, as a share, summed over the posts of a window. Of an album: the most views,
 * forwards and comments that any of its items has, and all their reactions.
 * Only posts with views and at least one of the three take part. Interval: the ratio estimator's. Missing with `no-posts`,
 * `no-views` (no post has views), or `no-source` (none of the three is told for any post). `atLeast`, and then without an
 * interval, where one of the three is not told for some post.
 * Source: TGStat and Telegram's own statistics.
 */
export function engagementRate(messages: readonly PostEngagement[], { from, to }: FigureWindow): Figure {
  const posts = asEngagedPosts(messages).filter(({ postedAt }) => postedAt >= from && postedAt < to);
  if (posts.length === 0) return missing('no-posts');
  if (posts.every((post) => (post.views ?? 0) === 0)) return missing('no-views');
  const told = posts.flatMap((post) => {
    const [whole, part] = [post.views ?? 0, actionsOf(post)];
    return whole === 0 || part === null ? [] : [{ whole, part, isComplete: isComplete(post) }];
  });
  if (told.length === 0) return missing('no-source');
  const views = told.reduce((sum, { whole }) => sum + whole, 0);
  const actions = told.reduce((sum, { part }) => sum + part, 0);
  const interval = ratioInterval(told);
  return {
    available: true,
    value: actions / views,
    window: { from, to },
    sampleSize: told.length,
    coverage: { have: told.length, of: posts.length, unit: 'posts' },
    ...(told.every((post) => post.isComplete) ? interval && { interval } : { atLeast: true as const }),
  };
}

function asEngagedPosts(messages: readonly PostEngagement[]): PostEngagement[] {
  return oneEach(
    standing(messages),
    ({ albumId, messageId }) => albumId ?? messageId,
    (one, other) => ({
      ...one,
      postedAt: one.postedAt < other.postedAt ? one.postedAt : other.postedAt,
      views: of(one.views, other.views, Math.max),
      forwards: of(one.forwards, other.forwards, Math.max),
      comments: of(one.comments, other.comments, Math.max),
      reactions: of(one.reactions, other.reactions, (a, b) => a + b),
    }),
  );
}

/** Of two counts; the one that is told where the other isn't. */
function of(one: number | null, other: number | null, both: (a: number, b: number) => number): number | null {
  return one === null || other === null ? (one ?? other) : both(one, other);
}

function isComplete({ forwards, reactions, comments }: PostEngagement): boolean {
  return forwards !== null && reactions !== null && comments !== null;
}

/** Everything people did that is told; null when nothing is told. */
function actionsOf({ forwards, reactions, comments }: PostEngagement): number | null {
  const told = [forwards, reactions, comments].filter((count) => count !== null);
  return told.length === 0 ? null : told.reduce((sum, count) => sum + count, 0);
}
