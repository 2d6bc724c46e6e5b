import type { Interest } from './interest.js';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A post as planning sees it. Times are milliseconds since 1970. */
export interface PostState {
  readonly postedAt: number;
  /** When its figures were last looked for; null before the first time. */
  readonly readAt: number | null;
}

/** When to read something again: not before `earliest`, and by `latest`. */
export interface ReadWindow {
  readonly earliest: number;
  readonly latest: number;
}

/**
 * Ages at which a post's views are wanted as exactly as can be: reach is defined at 12, 24 and 48 hours. The one at 36 hours
 * keeps readings around 48 hours less than half of it apart, which interpolation asks for.
 */
export const readMarks: readonly number[] = [12 * hour, 24 * hour, 36 * hour, 48 * hour];
/** How long after a mark its reading still counts as on time. */
export const markToleranceMs = 5 * minute;

interface Step {
  /** Up to this age, */
  readonly untilAge: number;
  /** read again no sooner than this */
  readonly afterMs: number;
  /** and no later than this. */
  readonly withinMs: number;
}

/** Views come fast at first and then ever more slowly: so do the readings. */
const steps: readonly Step[] = [
  { untilAge: 30 * minute, afterMs: 4 * minute, withinMs: 5 * minute },
  { untilAge: hour, afterMs: 8 * minute, withinMs: 10 * minute },
  { untilAge: day, afterMs: 50 * minute, withinMs: hour },
  { untilAge: 30 * day, afterMs: 20 * hour, withinMs: day },
];

/** Where nobody looks, only the marks are kept closely. */
const stretch: Readonly<Record<Interest, number>> = { live: 1, watched: 1, idle: 3 };
const longestMs = day;

/** From this age on a post is not read any more. */
export const lastReadAge = 30 * day;

/**
 * When to read a post next: its first half hour every five minutes, then every ten, its first day hourly, later daily, and
 * never after 30 days. A mark that lies before the next reading, or a little after it, becomes the next reading.
 */
export function nextPostRead(post: PostState, interest: Interest): ReadWindow | null {
  const { postedAt, readAt } = post;
  if (readAt === null) return { earliest: postedAt, latest: postedAt + 3 * minute };
  const age = Math.max(0, readAt - postedAt);
  const step = steps.find(({ untilAge }) => age < untilAge);
  if (step === undefined) return null;
  const afterMs = Math.min(step.afterMs * stretch[interest], longestMs * (5 / 6));
  const withinMs = Math.min(step.withinMs * stretch[interest], longestMs);
  const mark = readMarks.find((one) => one > age);
  if (mark !== undefined && mark <= age + withinMs + Math.min(withinMs / 2, 30 * minute)) {
    return { earliest: postedAt + mark, latest: postedAt + mark + markToleranceMs };
  }
  return { earliest: readAt + afterMs, latest: readAt + withinMs };
}
