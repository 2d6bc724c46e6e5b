import { countUpTo } from './sorted.js';

const hourMs = 3_600_000;
const hoursAWeek = 168;
/** 1 January 1970 was a Thursday: this shift makes weeks begin on Monday. */
const mondayShiftHours = 72;

/** How much happens in each hour of a local week. Moments in, moments out: milliseconds since the epoch. */
export interface Rhythm {
  /** The activity in the hour around a moment; 1 is the week's mean. */
  activityAt(ms: number): number;
  /** Hours between two moments, each counted by its activity: a night hour is worth less. A whole week is worth 168. */
  activeHours(fromMs: number, toMs: number): number;
  /** The moment at `share` (0 to 1) of the activity between two moments: uniform shares give a natural spread. */
  momentAt(share: number, fromMs: number, toMs: number): number;
}

/** Local hours 0 to 23 of people who read: asleep at night, a morning and a long evening peak. */
export const readersDay = [
  0.35, 0.2, 0.12, 0.1, 0.12, 0.25, 0.55, 0.95, 1.25, 1.3, 1.2, 1.15, 1.25, 1.2, 1.1, 1.1, 1.15, 1.3, 1.5,
  1.7, 1.8, 1.7, 1.3, 0.75,
];

/** Local hours 0 to 23 of people who publish: nothing at night, best before noon and in the evening. */
export const publishersDay = [
  0.03, 0, 0, 0, 0, 0, 0.1, 0.5, 1.4, 2.2, 2.1, 1.7, 1.6, 1.3, 1.2, 1.3, 1.5, 2, 2.3, 2.2, 1.5, 0.8, 0.35,
  0.1,
];

/** Monday to Sunday. */
export const week = [1.02, 1.05, 1.08, 1.05, 1.0, 0.88, 0.92];

/** A rhythm from 24 hours and 7 days, for people `utcOffsetHours` ahead of UTC. */
export function createRhythm(day: readonly number[], utcOffsetHours: number): Rhythm {
  const raw = Array.from(
    { length: hoursAWeek },
    (_, i) => (day[i % 24] ?? 0) * (week[Math.floor(i / 24)] ?? 0),
  );
  const mean = raw.reduce((sum, value) => sum + value, 0) / hoursAWeek;
  const activity = raw.map((value) => value / mean);
  const sums = activity.reduce<number[]>((all, value) => [...all, (all.at(-1) ?? 0) + value], [0]);

  const localHours = (ms: number): number => ms / hourMs + utcOffsetHours + mondayShiftHours;
  const hourOfWeek = (hours: number): number =>
    Math.floor(hours - Math.floor(hours / hoursAWeek) * hoursAWeek);

  /** Active hours since the local epoch. */
  const total = (ms: number): number => {
    const hours = localHours(ms);
    const hour = hourOfWeek(hours);
    const within = (sums[hour] ?? 0) + (hours - Math.floor(hours)) * (activity[hour] ?? 0);
    return Math.floor(hours / hoursAWeek) * hoursAWeek + within;
  };

  /** The inverse of `total`. */
  const moment = (active: number): number => {
    const weeks = Math.floor(active / hoursAWeek);
    const rest = active - weeks * hoursAWeek;
    const hour =
      Math.min(
        hoursAWeek,
        countUpTo(sums, rest, (sum) => sum),
      ) - 1;
    const part = Math.min(1, (rest - (sums[hour] ?? 0)) / (activity[hour] || 1));
    return (weeks * hoursAWeek + hour + part - utcOffsetHours - mondayShiftHours) * hourMs;
  };

  return {
    activityAt: (ms) => activity[hourOfWeek(localHours(ms))] ?? 0,
    activeHours: (fromMs, toMs) => total(toMs) - total(fromMs),
    momentAt: (share, fromMs, toMs) => {
      const start = total(fromMs);
      const found = moment(start + share * (total(toMs) - start));
      return Math.min(toMs, Math.max(fromMs, found));
    },
  };
}
