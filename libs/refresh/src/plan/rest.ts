const minute = 60_000;
const longestPauseMs = 6 * 60 * minute;

/**
 * When to try again after the `failures`-th failure in a row (1 or more) at `at`: pauses double from two minutes up to six
 * hours, spread by `random` in [0, 1) over a fifth of the pause. Milliseconds since 1970.
 */
export function nextAfterFailure(at: number, failures: number, random: number): number {
  const pause = Math.min(longestPauseMs, minute * 2 ** Math.min(failures, 12));
  return at + pause * (0.9 + 0.2 * random);
}
