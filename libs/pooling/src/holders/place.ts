import { fileURLToPath } from 'node:url';

/** Where a connection was asked for; the text is made only when somebody wants to read it. */
export interface CapturedPlace {
  readonly stack?: string;
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
export function describePlace({ stack = '' }: CapturedPlace): string {
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
