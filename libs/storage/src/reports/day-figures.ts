import type { DayFigures, SpanFigures } from './report.types.js';

type Packed = readonly [number, number | null, number, number, number | null, number | null];
type PackedSpan = readonly [
  number,
  number | null,
  number | null,
  number,
  number,
  number | null,
  number | null,
];

/** Unpacks what `dayFiguresSql.series` gives: `{{20417,950,3,1,NULL,2},…}`, or null for no day at all. */
export function dayFiguresOf(packed: string | null): DayFigures[] {
  if (packed === null) return [];
  return (numbersOf(packed) as readonly Packed[]).map(
    ([day, lastSubscribers, joins, leaves, viewsGained, posts]) => ({
      day: new Date(day * 86_400_000).toISOString().slice(0, 10),
      lastSubscribers,
      joins,
      leaves,
      viewsGained,
      posts,
    }),
  );
}

/** Unpacks one span of what `dayFiguresSql.growth` gives; null when it has no day. */
export function spanFiguresOf(packed: string): SpanFigures | null {
  const [days, firstSubscribers, lastSubscribers, joins, leaves, viewsGained, posts] = numbersOf(
    packed,
  ) as PackedSpan;
  if (days === 0) return null;
  return { days, firstSubscribers, lastSubscribers, joins, leaves, viewsGained, posts };
}

/** Numbers and nulls of an array as PostgreSQL writes it. Sums beyond 2^53 would lose digits; a day's views don't come near. */
function numbersOf(packed: string): unknown {
  return JSON.parse(packed.replaceAll('{', '[').replaceAll('}', ']').replaceAll('NULL', 'null'));
}
