import { type CallLimiter } from './call-limiter.js';

/** Calls pass while the bucket has a token; it refills steadily up to `burst`. */
export interface BucketRule {
  perSecond: number;
  burst: number;
}

/** The limits that Telegram tells bot authors to keep. */
export interface LimitRules {
  /** Messages to one chat. */
  chat: BucketRule;
  /** Messages to one group or channel, on top of `chat`. */
  group: BucketRule;
  /** Messages to all chats together. */
  overall: BucketRule;
}

/** About one message a second a chat (short bursts pass), 20 a minute to a group or channel, 30 a second overall. */
export const telegramLimits: LimitRules = {
  chat: { perSecond: 1, burst: 5 },
  group: { perSecond: 20 / 60, burst: 20 },
  overall: { perSecond: 30, burst: 30 },
};

interface Bucket {
  rule: BucketRule;
  tokens: number;
  at: number;
}

/** Buckets of chats that were quiet for so long are full again and can be forgotten. */
const forgetAfterMs = 120_000;

/**
 * The limits of one token. Time is an argument (milliseconds); nothing runs by itself. After a refusal the whole token
 * waits until the announced moment.
 */
export class RateLimiter implements CallLimiter {
  private readonly buckets = new Map<string, Bucket>();
  private heldUntil = 0;

  constructor(private readonly rules: LimitRules = telegramLimits) {}

  heldFor(now: number): number {
    return Math.max(0, Math.ceil((this.heldUntil - now) / 1000));
  }

  /** Only messages are counted; other calls wait while the token is held. */
  admitCall(now: number): number {
    return this.heldFor(now);
  }

  admit(chatId: string, now: number): number {
    const held = this.heldFor(now);
    if (held > 0) return held;
    const buckets = [
      this.bucket(`chat ${chatId}`, this.rules.chat, now),
      ...(chatId.startsWith('-') ? [this.bucket(`group ${chatId}`, this.rules.group, now)] : []),
      this.bucket('overall', this.rules.overall, now),
    ];
    const wait = Math.max(...buckets.map(({ tokens, rule }) => (1 - tokens) / rule.perSecond));
    if (wait > 1e-9) {
      const seconds = Math.ceil(wait);
      this.heldUntil = now + seconds * 1000;
      return seconds;
    }
    for (const bucket of buckets) bucket.tokens -= 1;
    return 0;
  }

  private bucket(key: string, rule: BucketRule, now: number): Bucket {
    const found = this.buckets.get(key) ?? { rule, tokens: rule.burst, at: now };
    found.tokens = Math.min(rule.burst, found.tokens + ((now - found.at) / 1000) * rule.perSecond);
    found.at = now;
    if (!this.buckets.has(key)) this.forgetQuiet(now);
    this.buckets.set(key, found);
    return found;
  }

  private forgetQuiet(now: number): void {
    if (this.buckets.size < 1000) return;
    for (const [key, { at }] of this.buckets) if (now - at > forgetAfterMs) this.buckets.delete(key);
  }
}
