const minute = 60_000;
const baseMs = 10 * minute;
const longestPauseMs = 6 * 60 * minute;

/** When to read a channel next after it was read at `at`: about every ten minutes, spread by `random` in [0, 1). */
export function nextAfterSuccess(at: Date, random: number): Date {
  return new Date(at.getTime() + baseMs * (0.9 + 0.2 * random));
}

/** When to try again after `failures` failures in a row: pauses double from one minute up to six hours. */
export function nextAfterFailure(at: Date, failures: number, random: number): Date {
  const pause = Math.min(longestPauseMs, minute * 2 ** Math.min(failures, 12));
  return new Date(at.getTime() + pause * (0.9 + 0.2 * random));
}
