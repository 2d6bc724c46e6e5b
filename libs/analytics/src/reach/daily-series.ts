import { mean } from '../statistics/averages.js';
import { asPosts, type PostViews } from './post-views.js';

/** A value for a day in UTC (`YYYY-MM-DD`); null is a gap. */
export interface DayValue {
  readonly day: string;
  readonly value: number | null;
}

const dayMs = 86_400_000;

/** The day of a moment, in UTC. */
export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/** The `count` days up to and with the day of `last`, oldest first. */
export function daysUpTo(last: Date, count: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    dayOf(new Date(last.getTime() - (count - 1 - index) * dayMs)),
  );
}

/** Mean views of the posts of each day; a day without posts with views is a gap. */
export function reachByDay(messages: readonly PostViews[], days: readonly string[]): DayValue[] {
  const views = new Map<string, number[]>();
  for (const post of asPosts(messages)) {
    if (post.views === null) continue;
    const day = dayOf(post.postedAt);
    views.set(day, [...(views.get(day) ?? []), post.views]);
  }
  return days.map((day) => ({ day, value: views.has(day) ? mean(views.get(day) ?? []) : null }));
}
