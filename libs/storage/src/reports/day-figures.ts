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

/** Unpacks what `dayFiguresSql.series` gives: `{{20417,950,3,1,2,12300},…}`, or null for no day at all. */
export function dayFiguresOf(days: string | null): DayFigures[] {
  if (days === null) return [];
  return (numbersOf(days) as readonly Packed[]).map(
    ([day, lastSubscribers, joins, leaves, posts, viewsGained]) => ({
      day: nameOf(day),
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

/** Names of days that were asked for: writing a date takes longer than all the rest of a day. One entry a day of history. */
const names = new Map<number, string>();

function nameOf(day: number): string {
  const known = names.get(day);
  if (known !== undefined) return known;
  const name = new Date(day * 86_400_000).toISOString().slice(0, 10);
  names.set(day, name);
  return name;
}

/** Numbers and nulls of an array as PostgreSQL writes it. Sums beyond 2^53 would lose digits; a day's views don't come near. */
function numbersOf(packed: string): unknown {
  return JSON.parse(packed.replaceAll('{', '[').replaceAll('}', ']').replaceAll('NULL', 'null'));
}
