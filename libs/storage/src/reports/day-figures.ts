import type { DayFigures } from './report.types.js';

type Packed = readonly [number, number | null, number, number, number | null, number | null];

/** Unpacks what `dayFiguresSql.series` gives: `{{20417,950,3,1,NULL,2},…}`, or null for no day at all. */
export function dayFiguresOf(packed: string | null): DayFigures[] {
  if (packed === null) return [];
  const rows = JSON.parse(
    packed.replaceAll('{', '[').replaceAll('}', ']').replaceAll('NULL', 'null'),
  ) as Packed[];
  return rows.map(([day, lastSubscribers, joins, leaves, viewsGained, posts]) => ({
    day: new Date(day * 86_400_000).toISOString().slice(0, 10),
    lastSubscribers,
    joins,
    leaves,
    viewsGained,
    posts,
  }));
}
