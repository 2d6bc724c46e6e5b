import pg from 'pg';
import { parseTimestamptz } from './value-parsers.js';

const drivers = pg.types.getTypeParser(1184) as (value: string) => unknown;

it.each([
  '2026-11-25 14:06:07+00',
  '2026-11-25 14:06:07.5+00',
  '2026-02-28 23:59:59.999999+00',
  '1969-12-31 23:59:59.001+00',
  '0044-03-15 12:00:00+00',
  '0044-03-15 12:00:00+00 BC',
  '12026-01-01 00:00:00+00',
  '2026-11-25 14:06:07.123+05:30',
  'infinity',
  '-infinity',
])('reads %s as the driver does', (value) => expect(parseTimestamptz(value)).toEqual(drivers(value)));
