import { missing, type AvailableFigure, type FigureWindow, type MissingFigure } from '../figure.js';
import { oneEach } from '../one-each.js';
import { mean, median } from '../statistics/averages.js';
import { studentMargin } from '../statistics/student.js';
import { hourOfWeekUtc } from './hour-of-week.js';

/** A post, or an album as one post, with its views at 24 hours; null where they aren't known. */
export interface PostAtHour {
  /** What is listed twice counts once. */
  readonly messageId: number;
  readonly postedAt: Date;
  readonly views24: number | null;
}

/** The best hour: `value` is how many times the channel's median its posts reach. */
export interface BestHour extends AvailableFigure {
  /** As `slotOf` numbers the hours of the week. */
  readonly hourOfWeek: number;
}

/** Fewer posts in an hour say nothing about it. */
export const fewestPostsAnHour = 4;

/**
 * Best hour = the hour of the week with the highest exp(mean(ln(views at 24 h ÷ the channel's median))): whose posts have the
 * most views at 24 hours relative to the channel's median. Views multiply rather than add, so the ratios' logarithms are
 * averaged: the value is their geometric mean, the interval Student's 95 % one, the sample the hour's own posts. An interval that holds 1 means that the hour may be no better than others; the best of many hours looks better than it is.
 * Source: ours.
 * Missing with `no-posts`, `no-views`, or `not-enough-data` when no hour has 4 posts.
 * @param slotOf numbers the hours of the week, in the reader's time zone @default hourOfWeekUtc
 */
export function bestHour(
  posts: readonly PostAtHour[],
  window: FigureWindow,
  slotOf: (moment: Date) => number = hourOfWeekUtc,
): BestHour | MissingFigure {
  const inside = posts.filter(({ postedAt }) => postedAt >= window.from && postedAt < window.to);
  const each = oneEach(
    inside,
    ({ messageId }) => messageId,
    (one, other) => ((one.views24 ?? -1) >= (other.views24 ?? -1) ? one : other),
  );
  if (each.length === 0) return missing('no-posts');
  const seen = each.flatMap(({ postedAt, views24 }) =>
    views24 === null ? [] : [{ postedAt, views: views24 }],
  );
  if (seen.length === 0) return missing('no-views');
  const usual = median(seen.map(({ views }) => views));
  const slots = new Map<number, number[]>();
  for (const { postedAt, views } of seen) {
    const slot = slotOf(postedAt);
    // One view more on both sides: a post that nobody saw has a logarithm too.
    slots.set(slot, [...(slots.get(slot) ?? []), Math.log((views + 1) / (usual + 1))]);
  }
  const [best] = [...slots]
    .filter(([, logs]) => logs.length >= fewestPostsAnHour)
    .map(([slot, logs]) => ({ slot, logs: [...logs].sort((a, b) => a - b) }))
    .sort((a, b) => mean(b.logs) - mean(a.logs) || a.slot - b.slot);
  if (best === undefined) return missing('not-enough-data');
  const middle = mean(best.logs);
  const margin = studentMargin(best.logs);
  return {
    available: true,
    value: Math.exp(middle),
    hourOfWeek: best.slot,
    interval: { low: Math.exp(middle - margin), high: Math.exp(middle + margin), level: 0.95 },
    window,
    sampleSize: best.logs.length,
    coverage: { have: seen.length, of: each.length, unit: 'posts' },
  };
}
