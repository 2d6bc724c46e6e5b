import { lanes, type Lane } from './lanes.js';

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
  /** The share of the token's window that a lane gets whatever the others want. */
  readonly leastShare: number;
}

/**
 * Telegram's advice to bot authors (core.telegram.org/bots/faq, "My bot is hitting limits"): about one message a second a
 * chat, 20 a minute to a group, 30 a second over all. A chat's window is five seconds long, so that a short burst passes
 * and the average stays. Each window is 5 ms longer, for what clocks round away.
 */
export const telegramLimits: LimiterLimits = {
  token: { count: 30, windowMs: 1_005 },
  chat: { count: 5, windowMs: 5_005 },
  group: { count: 20, windowMs: 60_005 },
  laneShare: { interactive: 1, alert: 0.93, digest: 0.87, collection: 0.8 },
  leastShare: 0.1,
};

/** Limits for a replica on its own: `share` of the token's rate, and as much less often to one chat. */
export function shareOf(limits: LimiterLimits, share: number): LimiterLimits {
  const slower = ({ count, windowMs }: WindowLimit): WindowLimit => ({ count, windowMs: windowMs / share });
  return { ...limits, token: slower(limits.token), chat: slower(limits.chat), group: slower(limits.group) };
}

/** Calls that each lane may have in the token's window together with all others, most urgent lane first. */
export function laneCounts({ token, laneShare }: LimiterLimits): number[] {
  return lanes.map((lane) => Math.max(1, Math.floor(token.count * laneShare[lane] + 1e-9)));
}

/** Calls a lane may have in the token's window whatever the others want. */
export function leastCount({ token, leastShare }: LimiterLimits): number {
  return Math.max(1, Math.floor(token.count * leastShare + 1e-9));
}
