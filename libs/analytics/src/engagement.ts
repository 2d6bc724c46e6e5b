import { missing, type Figure, type FigureWindow } from './figure.js';
import { asPosts, type PostViews } from './post-views.js';

/** A post with what people did to it; null where no source tells. */
export interface PostEngagement extends PostViews {
  readonly forwards: number | null;
  readonly reactions: number | null;
  readonly comments: number | null;
}

/**
 * ER, as a share: (forwards + reactions + comments) ÷ views, summed over the posts of a window.
 * Only posts with views and at least one of the three take part. Missing with `no-posts`, `no-views` (no post has views), or
 * `no-source` (none of the three is told for any post). `atLeast` where one of the three is not told for some post.
 * Source: TGStat and Telegram's own statistics.
 */
export function engagementRate(messages: readonly PostEngagement[], window: FigureWindow): Figure {
  const posts = asPosts(messages).filter(({ postedAt }) => postedAt >= window.from && postedAt < window.to);
  if (posts.length === 0) return missing('no-posts');
  if (posts.every((post) => (post.views ?? 0) === 0)) return missing('no-views');
  const told = posts.filter((post) => (post.views ?? 0) > 0 && actionsOf(post) !== null);
  if (told.length === 0) return missing('no-source');
  const views = told.reduce((sum, post) => sum + (post.views ?? 0), 0);
  const actions = told.reduce((sum, post) => sum + (actionsOf(post) ?? 0), 0);
  return {
    available: true,
    value: actions / views,
    window,
    sampleSize: told.length,
    coverage: { have: told.length, of: posts.length, unit: 'posts' },
    ...(told.every(isComplete) ? {} : { atLeast: true as const }),
  };
}

function isComplete({ forwards, reactions, comments }: PostEngagement): boolean {
  return forwards !== null && reactions !== null && comments !== null;
}

/** Everything people did that is told; null when nothing is told. */
function actionsOf({ forwards, reactions, comments }: PostEngagement): number | null {
  const told = [forwards, reactions, comments].filter((count) => count !== null);
  return told.length === 0 ? null : told.reduce((sum, count) => sum + count, 0);
}
