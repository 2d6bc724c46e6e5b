import type { CollectedDay } from './collected-day.js';
import { countedDay, day, messagesPerPage, type SimulatedChannel } from './simulated-channels.js';

/**
 * What a team writes first, and rightly: a schedule that asks everything anew at every tick. For each channel the number of
 * subscribers, and preview pages, newest first, until a post is older than `daysBack`; a page that was not needed is not
 * asked for. Channels are spread over the tick, nothing is asked twice, and nothing fails.
 */
export function collectByClock(
  channels: readonly SimulatedChannel[],
  everyMs: number,
  daysBack: number,
): CollectedDay {
  const calls = { subscribers: 0, pages: 0 };
  for (const { messages } of channels) {
    let [first, last] = [0, 0];
    for (let at = countedDay; at < countedDay + day; at += everyMs) {
      while ((messages[last]?.at ?? Number.POSITIVE_INFINITY) <= at) last += 1;
      while (first < last && (messages[first]?.at ?? 0) < at - daysBack * day) first += 1;
      calls.subscribers += 1;
      // One older message ends the reading: it is the one after the window's.
      calls.pages += Math.floor((last - first) / messagesPerPage) + 1;
    }
  }
  const tick = (at: number): number => Math.floor(at / everyMs) * everyMs;
  return {
    calls,
    around: (_channel, post, at) => ({
      before: tick(at - 1) >= post.at.getTime() ? tick(at - 1) : undefined,
      after: tick(at - 1) + everyMs,
    }),
    countedBefore: (_channel, at) => tick(at),
  };
}
