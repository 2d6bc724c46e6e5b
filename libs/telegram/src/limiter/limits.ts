import type { Lane } from './lanes.js';

/** At most `count` calls in any stretch of `windowMs`. */
export interface WindowLimit {
  readonly count: number;
  readonly windowMs: number;
}

/** What one token may do, and how much of it each lane may take. */
export interface LimiterLimits {
  /** All calls of the token. */
  readonly token: WindowLimit;
  /** Messages to one chat: an average with a short burst. */
  readonly chat: WindowLimit;
  /** Messages to one group or channel, besides `chat`. */
  readonly group: WindowLimit;
  /** The share of the token's window that a lane may fill: what is missing to 1 is kept free for the lanes above. */
  readonly laneShare: Readonly<Record<Lane, number>>;
}

/**
 * Telegram's advice to bot authors (core.telegram.org/bots/faq, "My bot is hitting limits"): about one message a second a
 * chat, 20 a minute to a group, 30 a second over all. Each window is 30 ms longer than that, since calls that leave in time
 * arrive with some jitter.
 */
export const telegramLimits: LimiterLimits = {
  token: { count: 30, windowMs: 1_030 },
  chat: { count: 3, windowMs: 3_030 },
  group: { count: 20, windowMs: 60_030 },
  laneShare: { interactive: 1, alert: 0.93, digest: 0.87, collection: 0.8 },
};

/** Limits for a replica on its own: `share` of the token's rate, and as much less often to one chat. */
export function shareOf(limits: LimiterLimits, share: number): LimiterLimits {
  const slower = ({ count, windowMs }: WindowLimit): WindowLimit => ({ count, windowMs: windowMs / share });
  return {
    token: slower(limits.token),
    chat: slower(limits.chat),
    group: slower(limits.group),
    laneShare: limits.laneShare,
  };
}
