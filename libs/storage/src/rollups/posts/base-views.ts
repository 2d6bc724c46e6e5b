import { utcDay } from '../../schema/sql-types.js';

/**
 * What a post's first views are counted from: 0 when it was published that day or the day before; otherwise the views themselves, since what it
 * had before anybody looked is nobody's gain of that day. All arguments are SQL.
 */
export function firstBase(postedAt: string, takenAt: string, views: string): string {
  return `CASE WHEN ${utcDay(postedAt)} >= ${utcDay(takenAt)} - 1 THEN 0 ELSE ${views} END`;
}
