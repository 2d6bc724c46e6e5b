import { missing, type AvailableFigure, type FigureWindow, type MissingFigure } from '../figure.js';
import { mean, median } from '../reach.js';
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
const fewestPosts = 4;

/** Student's t at 97.5 %, by degrees of freedom; between two entries the larger quantile is taken. */
const tQuantiles: readonly (readonly [number, number])[] = [
  [3, 3.182],
  [4, 2.776],
  [5, 2.571],
  [6, 2.447],
  [7, 2.365],
  [8, 2.306],
  [9, 2.262],
  [10, 2.228],
  [15, 2.131],
  [20, 2.086],
  [30, 2.042],
  [60, 2],
];

/**
 * The hour of the week whose posts have the most views at 24 hours relative to the channel's median. Views multiply rather
 * than add, so the ratios' logarithms are averaged: the value is their geometric mean, the interval Student's 95 % one. An
 * interval that holds 1 means that the hour may be no better than others; the best of many hours looks better than it is.
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
  const each = [...new Map(inside.map((post) => [post.messageId, post])).values()];
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
    .filter(([, logs]) => logs.length >= fewestPosts)
    .map(([slot, logs]) => ({ slot, logs: [...logs].sort((a, b) => a - b) }))
    .sort((a, b) => mean(b.logs) - mean(a.logs) || a.slot - b.slot);
  if (best === undefined) return missing('not-enough-data');
  const middle = mean(best.logs);
  const margin = marginOf(best.logs, middle);
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

function marginOf(values: readonly number[], middle: number): number {
  const freedom = values.length - 1;
  const variance = values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / freedom;
  const quantile = tQuantiles.findLast(([degrees]) => degrees <= freedom)?.[1] ?? Number.POSITIVE_INFINITY;
  return quantile * Math.sqrt(variance / values.length);
}
