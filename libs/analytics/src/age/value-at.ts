/** A counter as read at a time. */
export interface ReadValue {
  readonly at: Date;
  readonly views: number;
}

/**
 * A counter at a moment between two readings: linear interpolation, since counters only grow and grow steadily over hours.
 * Null without a reading on both sides, or when they are further apart than `maxGapMs`: what happened between is unknown.
 */
export function valueAt(
  before: ReadValue | null,
  after: ReadValue | null,
  moment: Date,
  maxGapMs: number,
): number | null {
  const at = moment.getTime();
  if (before?.at.getTime() === at) return before.views;
  if (after?.at.getTime() === at) return after.views;
  if (before === null || after === null) return null;
  const [start, end] = [before.at.getTime(), after.at.getTime()];
  if (start > at || end < at || end - start > maxGapMs) return null;
  return before.views + ((after.views - before.views) * (at - start)) / (end - start);
}

/** The later of two readings; at the same moment the larger one stands, as in what is stored. */
export function laterOf(one: ReadValue | null, other: ReadValue | null): ReadValue | null {
  return nearerOf(one, other, (a, b) => a > b);
}

/** The earlier of two readings; at the same moment the larger one. */
export function earlierOf(one: ReadValue | null, other: ReadValue | null): ReadValue | null {
  return nearerOf(one, other, (a, b) => a < b);
}

/** The readings on both sides of a moment; one at the very moment is both. */
export function around(
  readings: readonly ReadValue[],
  moment: Date,
): { before: ReadValue | null; after: ReadValue | null } {
  let before: ReadValue | null = null;
  let after: ReadValue | null = null;
  for (const reading of readings) {
    if (reading.at <= moment) before = laterOf(before, reading);
    if (reading.at >= moment) after = earlierOf(after, reading);
  }
  return { before, after };
}

function nearerOf(
  one: ReadValue | null,
  other: ReadValue | null,
  isNearer: (a: number, b: number) => boolean,
): ReadValue | null {
  if (one === null || other === null) return one ?? other;
  const [first, second] = [one.at.getTime(), other.at.getTime()];
  if (first === second) return one.views >= other.views ? one : other;
  return isNearer(first, second) ? one : other;
}
