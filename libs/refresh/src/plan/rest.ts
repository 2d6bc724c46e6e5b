const minute = 60_000;
/** Whose fault a failure is: a channel's own may last, what ails Telegram or the way to it ails every channel and ends. */
export type FailureKind = 'channel' | 'passing';

const longestPauseMs: Readonly<Record<FailureKind, number>> = {
  channel: 6 * 60 * minute,
  passing: 10 * minute,
};

/**
 * When to try again after the `failures`-th failure in a row (1 or more) at `at`: pauses double from two minutes up to six
 * hours, or up to ten minutes for what passes, spread by `random` in [0, 1) over a fifth of the pause. Milliseconds since
 * 1970.
 */
export function nextAfterFailure(at: number, failures: number, random: number, kind: FailureKind): number {
  const pause = Math.min(longestPauseMs[kind], minute * 2 ** Math.min(failures, 12));
  return at + pause * (0.9 + 0.2 * random);
}
