import pg from 'pg';

const dateOid = 1082;
const timestamptzOid = 1184;

const driversTime = pg.types.getTypeParser(timestamptzOid) as (value: string) => unknown;
const digits = (value: string, at: number) =>
  (value.charCodeAt(at) - 48) * 10 + value.charCodeAt(at + 1) - 48;
/** `2026-11-25 14:06:07` and up to six digits of the second, in UTC as servers mostly are: what a report has dozens of. */
const usual = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?\+00$/;

/**
 * A `timestamptz` as a `Date`, cut to milliseconds as the driver cuts them. The usual form is read by position, which
 * saves a seventh of the time of thirty days of a report. Every other form, such as years before Christ, is the driver's to read.
 */
export function parseTimestamptz(value: string): unknown {
  if (!usual.test(value)) return driversTime(value);
  const fraction = value.length > 22 ? value.slice(20, -3).padEnd(3, '0').slice(0, 3) : '0';
  const time = Date.UTC(
    digits(value, 0) * 100 + digits(value, 2),
    digits(value, 5) - 1,
    digits(value, 8),
    digits(value, 11),
    digits(value, 14),
    digits(value, 17),
    Number(fraction),
  );
  // Date.UTC takes the years 0 to 99 for those of the last century.
  return value.charCodeAt(0) === 48 ? driversTime(value) : new Date(time);
}

/**
 * How column values become JavaScript values. A `date` stays `YYYY-MM-DD`: the driver's default makes it midnight of
 * the machine's own time zone, which is another day elsewhere. Everything else is as the driver has it.
 */
export const valueParsers: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => {
    if (format === 'binary') return pg.types.getTypeParser(oid, format);
    if (oid === dateOid) return (value: string) => value;
    return oid === timestamptzOid ? parseTimestamptz : pg.types.getTypeParser(oid, format);
  },
};
