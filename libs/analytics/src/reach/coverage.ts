import type { DayValue } from './daily-series.js';
import type { FigureCoverage } from '../figure.js';

/** How many days of a series have a value. A day that is listed twice counts once. */
export function coverageOfDays(days: readonly DayValue[]): FigureCoverage {
  const have = new Set(days.flatMap(({ day, value }) => (value === null ? [] : [day])));
  return { have: have.size, of: new Set(days.map(({ day }) => day)).size, unit: 'days' };
}
