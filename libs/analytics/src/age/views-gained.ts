import { missing, type Figure, type FigureWindow } from '../figure.js';
import { oneEach } from '../one-each.js';
import { around, valueAt, type ReadValue } from './value-at.js';

/** A post, or an album as one post, with all readings of its views, in any order. */
export interface PostHistory {
  /** What is listed twice counts once. */
  readonly messageId: number;
  readonly postedAt: Date;
  readonly readings: readonly ReadValue[];
}

/** Posts beyond their first days are read once a day: readings further apart than a day and a half are a gap. */
const defaultMaxGapMs = 36 * 3_600_000;

/**
 * Daily reach = Σ (views at the window's end − views at its beginning): views that all posts gained in a window of a day. A post published within begins at 0. A counter
 * that seems to shrink (pages round) gained nothing. Unit: views. A sum over all posts that are known, so without an interval.
 * Source: the advertising market's "daily reach".
 * Missing with `no-posts` (none was published before the window ends), `no-views` (none was ever read), or `gap-in-data`.
 */
export function viewsGained(
  posts: readonly PostHistory[],
  window: FigureWindow,
  maxGapMs = defaultMaxGapMs,
): Figure {
  const known = posts.filter(({ postedAt }) => postedAt < window.to);
  const each = oneEach(
    known,
    ({ messageId }) => messageId,
    (one, other) => ({ ...one, readings: [...one.readings, ...other.readings] }),
  );
  if (each.length === 0) return missing('no-posts');
  const gains = each.map((post) => gainOf(post, window, maxGapMs)).filter((gain) => gain !== null);
  if (gains.length === 0) {
    return missing(each.some(({ readings }) => readings.length > 0) ? 'gap-in-data' : 'no-views');
  }
  return {
    available: true,
    value: gains.reduce((sum, gain) => sum + gain, 0),
    window,
    sampleSize: gains.length,
    coverage: { have: gains.length, of: each.length, unit: 'posts' },
    ...(gains.length < each.length && { atLeast: true as const }),
  };
}

function gainOf(
  { postedAt, readings }: PostHistory,
  { from, to }: FigureWindow,
  maxGapMs: number,
): number | null {
  const at = (moment: Date): number | null => {
    const { before, after } = around(readings, moment);
    return valueAt(before, after, moment, maxGapMs);
  };
  const start = postedAt >= from ? 0 : at(from);
  const end = at(to);
  return start === null || end === null ? null : Math.max(0, end - start);
}
