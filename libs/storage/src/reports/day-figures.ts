import type { DayFigures, SpanFigures } from './report.types.js';

type PackedSpan = readonly [
  number,
  number | null,
  number | null,
  number,
  number,
  number | null,
  number | null,
];

const figuresOfDay = 6;
const msOfDay = 86_400_000;

/** Unpacks what `dayFiguresSql.series` gives from `fromDay` on: `{{0,950,3,1,2,12300},…}`, or null for no day at all. */
export function dayFiguresOf(fromDay: string, days: string | null): DayFigures[] {
  if (days === null) return [];
  const first = Date.parse(fromDay) / msOfDay;
  const numbers = numbersOf(days);
  const found: DayFigures[] = [];
  for (let at = 0; at < numbers.length; at += figuresOfDay) {
    found.push({
      day: nameOf(first + (numbers[at] as number)),
      lastSubscribers: numbers[at + 1] as number | null,
      joins: numbers[at + 2] as number,
      leaves: numbers[at + 3] as number,
      viewsGained: numbers[at + 5] as number | null,
      posts: numbers[at + 4] as number | null,
    });
  }
  return found;
}

/** Unpacks one span of what `dayFiguresSql.growth` gives; null when it has no day. */
export function spanFiguresOf(packed: string | undefined): SpanFigures | null {
  if (packed === undefined) return null;
  const [days, firstSubscribers, lastSubscribers, joins, leaves, viewsGained, posts] = numbersOf(
    packed,
  ) as unknown as PackedSpan;
  if (days === 0) return null;
  return { days, firstSubscribers, lastSubscribers, joins, leaves, viewsGained, posts };
}

/** Names of days that were asked for: writing a date takes longer than all the rest of a day. One entry a day of history. */
const names = new Map<number, string>();

function nameOf(day: number): string {
  const known = names.get(day);
  if (known !== undefined) return known;
  const name = new Date(day * msOfDay).toISOString().slice(0, 10);
  names.set(day, name);
  return name;
}

const digitZero = 48;
const digitNine = 57;
const minus = 45;
const comma = 44;
const closing = 125;
const firstOfNull = 78;

/**
 * The whole numbers and nulls of an array as PostgreSQL writes it, `{{1,NULL},{-2,3}}`, one after another. Read by hand: what JSON would need first, other
 * brackets and other nulls, takes three times as long. Sums beyond 2^53 would lose digits; a day's views don't come near.
 */
function numbersOf(packed: string): (number | null)[] {
  const numbers: (number | null)[] = [];
  let value = 0;
  let isNegative = false;
  let isNull = false;
  let isNumber = false;
  for (let position = 1; position < packed.length; position += 1) {
    const character = packed.charCodeAt(position);
    if (character >= digitZero && character <= digitNine) {
      value = value * 10 + (character - digitZero);
      isNumber = true;
    } else if (character === comma || character === closing) {
      // Between two rows stands a comma, too.
      if (isNumber || isNull) numbers.push(isNull ? null : isNegative ? -value : value);
      value = 0;
      isNegative = isNull = isNumber = false;
    } else if (character === minus) isNegative = true;
    else if (character === firstOfNull) isNull = true;
  }
  return numbers;
}
