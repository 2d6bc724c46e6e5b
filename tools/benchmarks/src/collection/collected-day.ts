import type { SimPost } from '@analyticbot/telegram-sandbox/simulation';
import type { SimulatedChannel } from './simulated-channels.js';

/** Calls to Telegram on the counted day. */
export interface Calls {
  subscribers: number;
  pages: number;
}

/** What one way of collecting did: its calls, and when it read what. */
export interface CollectedDay {
  readonly calls: Calls;
  /** The last moment before `at` at which this post was read, and the first one from `at` on; undefined when there is none. */
  around(
    channel: SimulatedChannel,
    post: SimPost,
    at: number,
  ): { before: number | undefined; after: number | undefined };
  /** The last moment up to `at` at which subscribers were counted. */
  countedBefore(channel: SimulatedChannel, at: number): number | undefined;
}

/** The neighbours of a moment in an ascending list. */
export function neighbours(
  times: readonly number[],
  at: number,
): { before: number | undefined; after: number | undefined } {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) < at) low = middle + 1;
    else high = middle;
  }
  return { before: times[low - 1], after: times[low] };
}
