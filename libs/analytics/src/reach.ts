import { missing, type Figure, type FigureWindow } from './figure.js';
import { asPosts, type PostViews } from './post-views.js';

/**
 * Average post reach: mean views of the posts of a window, deleted ones left out, an album counted as one post.
 * Posts whose views no source gives are left out and show in the coverage.
 * Source: TGStat's "average post reach", which takes the last 30 days.
 */
export function averagePostReach(messages: readonly PostViews[], window: FigureWindow): Figure {
  const posts = asPosts(messages).filter(({ postedAt }) => postedAt >= window.from && postedAt < window.to);
  if (posts.length === 0) return missing('no-posts');
  const views = posts.map((post) => post.views).filter((value) => value !== null);
  if (views.length === 0) return missing('no-views');
  return {
    available: true,
    value: mean(views),
    window,
    sampleSize: views.length,
    coverage: { have: views.length, of: posts.length, unit: 'posts' },
  };
}

/**
 * ERR, as a share: average post reach ÷ subscribers. Source: TGStat.
 * Missing for the reach's own reason, or with `no-subscribers` when there are none to divide by.
 */
export function engagementRateByReach(reach: Figure, subscribers: number | null): Figure {
  if (!reach.available) return reach;
  if (subscribers === null || subscribers <= 0) return missing('no-subscribers');
  return { ...reach, value: reach.value / subscribers };
}

/**
 * VR, as a share: median views ÷ subscribers. Source: dstat.
 * Missing as `averagePostReach` and `engagementRateByReach` are.
 */
export function viewRate(
  messages: readonly PostViews[],
  window: FigureWindow,
  subscribers: number | null,
): Figure {
  const reach = averagePostReach(messages, window);
  if (!reach.available) return reach;
  if (subscribers === null || subscribers <= 0) return missing('no-subscribers');
  const views = asPosts(messages)
    .filter(({ postedAt }) => postedAt >= window.from && postedAt < window.to)
    .flatMap((post) => (post.views === null ? [] : [post.views]));
  return { ...reach, value: median(views) / subscribers };
}

/** Arithmetic mean of at least one value. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Median of at least one value: the middle one, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
