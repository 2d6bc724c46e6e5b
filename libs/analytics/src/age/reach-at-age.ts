import { missing, type Figure, type FigureWindow } from '../figure.js';
import { oneEach } from '../one-each.js';
import { mean } from '../statistics/averages.js';
import { meanInterval } from '../statistics/intervals.js';
import { earlierOf, laterOf, valueAt, type ReadValue } from './value-at.js';

const hourMs = 3_600_000;

/** A post, or an album as one post, with the readings of its views on both sides of an age. */
export interface PostAtAge {
  /** Of an album, its first item's: what is listed twice counts once. */
  readonly messageId: number;
  readonly postedAt: Date;
  readonly before: ReadValue | null;
  readonly after: ReadValue | null;
}

/**
 * Reach at 12, 24 or 48 hours = Σ views at that age ÷ number of posts: mean views of the posts of a window when they were that
 * old. Views between two readings are interpolated when the readings are no further apart than half the age. Posts younger
 * than the age when the window ends don't take part. Unit: views. Interval: Student's.
 * Source: Telegram's advertising market sells by views at 24 and 48 hours; ERR24 is this ÷ subscribers
 * (`engagementRateByReach`; TGStat).
 * Missing with `no-posts`, `history-too-short` (all are too young), `no-views` (none was ever read), or `gap-in-data`.
 */
export function reachAtAge(posts: readonly PostAtAge[], ageHours: number, window: FigureWindow): Figure {
  const inside = posts.filter(({ postedAt }) => postedAt >= window.from && postedAt < window.to);
  const each = oneEach(inside, ({ messageId }) => messageId, nearest);
  if (each.length === 0) return missing('no-posts');
  const old = each.filter(({ postedAt }) => postedAt.getTime() + ageHours * hourMs <= window.to.getTime());
  if (old.length === 0) return missing('history-too-short');
  const views = old.map((post) => viewsAtAge(post, ageHours)).filter((value) => value !== null);
  if (views.length === 0) {
    return missing(
      old.some(({ before, after }) => before !== null || after !== null) ? 'gap-in-data' : 'no-views',
    );
  }
  const interval = meanInterval(views);
  return {
    available: true,
    value: mean(views),
    window,
    sampleSize: views.length,
    coverage: { have: views.length, of: old.length, unit: 'posts' },
    ...(interval && { interval }),
  };
}

/** Views of each post at that age, by the rules of `reachAtAge`; null where they aren't known. */
export function viewsAtAge({ postedAt, before, after }: PostAtAge, ageHours: number): number | null {
  const moment = new Date(postedAt.getTime() + ageHours * hourMs);
  return valueAt(before, after, moment, (ageHours * hourMs) / 2);
}

function nearest(one: PostAtAge, other: PostAtAge): PostAtAge {
  return {
    ...one,
    before: laterOf(one.before, other.before),
    after: earlierOf(one.after, other.after),
  };
}
