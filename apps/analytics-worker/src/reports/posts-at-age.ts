import {
  bestHour,
  missing,
  reachAtAge,
  viewsAtAge,
  type BestHour,
  type Figure,
  type FigureWindow,
  type MissingFigure,
} from '@analyticbot/analytics';
import type { ViewsAround } from '@analyticbot/storage';

const hourMs = 3_600_000;

/** Posts with the readings around an age, and since when the channel is watched. */
export interface PostsAtAge {
  readonly posts: readonly ViewsAround[];
  /** Null where nobody knows. A reading of before counts, too. */
  readonly watchedSince: Date | null;
}

/**
 * `reachAtAge`, which can't know why nothing was read around the age: where every post had passed it before the channel was
 * watched, the reason is `history-too-short` instead of `gap-in-data`.
 */
export function watchedReach(
  { posts, watchedSince }: PostsAtAge,
  ageHours: number,
  window: FigureWindow,
): Figure {
  const reach = reachAtAge(posts, ageHours, window);
  if (reach.available || reach.reason !== 'gap-in-data' || watchedSince === null) return reach;
  const readAt = posts.flatMap(({ before, after }) => [before, after]).flatMap((read) => read?.at ?? []);
  const since = Math.min(...[watchedSince, ...readAt].map((at) => at.getTime()));
  const mayBeRead = posts.some(({ postedAt }) => {
    const reachedAt = postedAt.getTime() + ageHours * hourMs;
    return reachedAt >= since && reachedAt <= window.to.getTime();
  });
  return mayBeRead ? reach : missing('history-too-short');
}

/** `bestHour` of the posts' views at 24 hours; where those are known of no post, for the reason that the reach at 24 hours has. */
export function watchedBestHour(posts: PostsAtAge, window: FigureWindow): BestHour | MissingFigure {
  const aged = posts.posts.map((post) => ({ ...post, views24: viewsAtAge(post, 24) }));
  const best = bestHour(aged, window);
  if (best.available || best.reason !== 'no-views') return best;
  const reach = watchedReach(posts, 24, window);
  return reach.available ? best : reach;
}
