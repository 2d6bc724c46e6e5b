import { missing, type Figure, type FigureWindow } from '../figure.js';
import { mean } from '../reach.js';
import { valueAt, type ReadValue } from './value-at.js';

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
 * Reach at 12, 24 or 48 hours: mean views of the posts of a window when they were that old. Views between two readings are
 * interpolated when the readings are no further apart than half the age. Posts younger than the age when the window ends
 * don't take part.
 * Source: Telegram's advertising market sells by views at 24 and 48 hours; ERR24 is this ÷ subscribers
 * (`engagementRateByReach`; TGStat).
 * Missing with `no-posts`, `history-too-short` (all are too young), `no-views` (none was ever read), or `gap-in-data`.
 */
export function reachAtAge(posts: readonly PostAtAge[], ageHours: number, window: FigureWindow): Figure {
  const inside = posts.filter(({ postedAt }) => postedAt >= window.from && postedAt < window.to);
  const each = [...new Map(inside.map((post) => [post.messageId, post])).values()];
  if (each.length === 0) return missing('no-posts');
  const moment = ({ postedAt }: PostAtAge): Date => new Date(postedAt.getTime() + ageHours * hourMs);
  const old = each.filter((post) => moment(post) <= window.to);
  if (old.length === 0) return missing('history-too-short');
  const maxGapMs = (ageHours * hourMs) / 2;
  const views = old
    .map((post) => valueAt(post.before, post.after, moment(post), maxGapMs))
    .filter((value) => value !== null);
  if (views.length === 0) {
    return missing(
      old.some(({ before, after }) => before !== null || after !== null) ? 'gap-in-data' : 'no-views',
    );
  }
  return {
    available: true,
    value: mean(views),
    window,
    sampleSize: views.length,
    coverage: { have: views.length, of: old.length, unit: 'posts' },
  };
}
