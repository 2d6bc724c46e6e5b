import { missing, type AvailableFigure, type Figure, type FigureWindow } from '../figure.js';
import { mean, median } from '../statistics/averages.js';
import { meanInterval, medianInterval } from '../statistics/intervals.js';
import { asPosts, type PostViews } from './post-views.js';

/**
 * Average post reach = Σ views ÷ number of posts: mean views of the posts of a window, deleted ones left out, an album counted
 * as one post. Posts whose views no source gives are left out and show in the coverage. Unit: views. Interval: Student's.
 * Source: TGStat's "average post reach", which takes the last 30 days.
 * Missing with `no-posts` or `no-views` (no source gives any).
 */
export function averagePostReach(messages: readonly PostViews[], window: FigureWindow): Figure {
  const posts = postsWithin(messages, window);
  if (posts.length === 0) return missing('no-posts');
  const views = viewsOf(posts);
  if (views.length === 0) return missing('no-views');
  const interval = meanInterval(views);
  return {
    available: true,
    value: mean(views),
    window,
    sampleSize: views.length,
    coverage: { have: views.length, of: posts.length, unit: 'posts' },
    ...(interval && { interval }),
  };
}

/**
 * ERR = average post reach ÷ subscribers, as a share; with reach at 24 hours (`reachAtAge`) it is ERR24. The interval is the
 * reach's, divided: subscribers are counted. Source: TGStat.
 * Missing for the reach's own reason, or with `no-subscribers` when there are none to divide by.
 */
export function engagementRateByReach(reach: Figure, subscribers: number | null): Figure {
  return reach.available ? perSubscriber(reach, subscribers) : reach;
}

/**
 * VR = median views of the posts of a window ÷ subscribers, as a share. Interval: between the views that hold the median in
 * 95 of 100 cases whatever the distribution, from six posts on. Source: dstat.
 * Missing as `averagePostReach` and `engagementRateByReach` are.
 */
export function viewRate(
  messages: readonly PostViews[],
  window: FigureWindow,
  subscribers: number | null,
): Figure {
  const reach = averagePostReach(messages, window);
  if (!reach.available) return reach;
  const views = viewsOf(postsWithin(messages, window));
  const { interval: _ofTheMean, ...rest } = reach;
  const interval = medianInterval(views);
  return perSubscriber({ ...rest, value: median(views), ...(interval && { interval }) }, subscribers);
}

function perSubscriber(views: AvailableFigure, subscribers: number | null): Figure {
  if (subscribers === null || subscribers <= 0) return missing('no-subscribers');
  const { interval } = views;
  return {
    ...views,
    value: views.value / subscribers,
    ...(interval && {
      interval: { ...interval, low: interval.low / subscribers, high: interval.high / subscribers },
    }),
  };
}

function postsWithin(messages: readonly PostViews[], { from, to }: FigureWindow): PostViews[] {
  return asPosts(messages).filter(({ postedAt }) => postedAt >= from && postedAt < to);
}

function viewsOf(posts: readonly PostViews[]): number[] {
  return posts.flatMap(({ views }) => (views === null ? [] : [views]));
}
