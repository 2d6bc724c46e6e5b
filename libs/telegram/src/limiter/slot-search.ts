import type { WindowLimit } from './limits.js';

/**
 * The earliest moment from `from` on at which one more call fits: no window of `windowMs` that contains it then holds more
 * than `count` calls. `taken` are the moments already promised, ascending; they may lie in the future.
 *
 * Only calls less than a window away matter. While too many are near, the earliest of them has to leave the window first:
 * nothing before that moment can fit, so the search jumps there.
 */
export function earliestFit(
  taken: readonly number[],
  from: number,
  { count, windowMs }: WindowLimit,
): number {
  let at = from;
  let first = 0;
  for (;;) {
    while (first < taken.length && (taken[first] ?? 0) <= at - windowMs) first += 1;
    if (fits(taken, first, at, count, windowMs)) return at;
    at = (taken[first] ?? at) + windowMs;
    // Counted out by hand: with fractions of milliseconds, "at - windowMs" may not give that moment back.
    first += 1;
  }
}

function fits(taken: readonly number[], first: number, at: number, count: number, windowMs: number): boolean {
  let last = first;
  while (last < taken.length && (taken[last] ?? 0) < at + windowMs) last += 1;
  // With `at` among them, any count + 1 neighbours would have to span a whole window.
  const before = countUpTo(taken, first, last, at);
  const near = [...taken.slice(first, before), at, ...taken.slice(before, last)];
  return near.every((start, index) => {
    const end = near[index + count];
    return end === undefined || end - start >= windowMs;
  });
}

function countUpTo(taken: readonly number[], first: number, last: number, at: number): number {
  let index = first;
  while (index < last && (taken[index] ?? 0) <= at) index += 1;
  return index;
}
