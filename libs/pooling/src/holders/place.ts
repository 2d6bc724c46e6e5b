import { fileURLToPath } from 'node:url';

/** Where a connection was asked for; the text is made only when somebody wants to read it. */
export interface CapturedPlace {
  readonly stack?: string;
  readonly label?: string;
}

const anonymous: CapturedPlace = { label: 'a single statement without a name' };

/**
 * The place of a single statement is the statement: it gives its connection back by itself, so nobody has to be found for it, and
 * looking for the caller would cost as much as a tenth of the statement. Its text stays out: it may hold values.
 */
export function placeOfStatement(name: string | undefined): CapturedPlace {
  return name === undefined ? anonymous : { label: `the statement "${name}"` };
}

const ownFolder = fileURLToPath(new URL('..', import.meta.url));
const drivers = /[\\/]node_modules[\\/](pg|pg-pool|typeorm)[\\/]/;

/** Remembers the way to the caller of `above`. Costs some microseconds: the frames are kept, not formatted. */
export function capturePlace(above: (...args: never[]) => unknown): CapturedPlace {
  const captured: { stack?: string } = {};
  Error.captureStackTrace(captured, above);
  return captured;
}

/**
 * The first frame outside this library, the drivers and Node itself, such as
 * `ReportsRepository.days (/app/dist/reports.repository.js:41:12)`.
 */
export function describePlace({ stack = '', label }: CapturedPlace): string {
  if (label !== undefined) return label;
  const frames = stack
    .split('\n')
    .map((line) => /^\s*at (.*)$/.exec(line)?.[1])
    .filter((frame) => frame !== undefined)
    .map((frame) => frame.replaceAll('file://', ''));
  return frames.find(isForeign) ?? 'an unknown place';
}

function isForeign(frame: string): boolean {
  const own = frame.includes(ownFolder) && !/spec\.[jt]s/.test(frame);
  return !own && !drivers.test(frame) && !/\(?(node:|<anonymous>)/.test(frame);
}
