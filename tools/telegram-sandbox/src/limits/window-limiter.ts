import { type CallLimiter } from './call-limiter.js';

/** At most `count` calls in any stretch of `windowMs`. */
interface WindowRule {
  count: number;
  windowMs: number;
}

/** Telegram's advice to bot authors, read as strictly as it can be. */
const rules = {
  overall: { count: 30, windowMs: 1_000 },
  /** One a second, with bursts of five. */
  chat: { count: 5, windowMs: 5_000 },
  group: { count: 20, windowMs: 60_000 },
} as const satisfies Record<string, WindowRule>;

/**
 * Limits as sliding windows, with every call counted, questions too: 30 a second overall, 20 a minute to a channel, one a
 * second to a chat in bursts of five. A refusal holds the whole token.
 */
export class WindowLimiter implements CallLimiter {
  private readonly passed = new Map<string, number[]>();
  private heldUntil = 0;

  heldFor(now: number): number {
    return Math.max(0, Math.ceil((this.heldUntil - now) / 1000));
  }

  admitCall(now: number): number {
    return this.pass([['overall', rules.overall]], now);
  }

  admit(chatId: string, now: number): number {
    const kept: [string, WindowRule][] = [
      ['overall', rules.overall],
      [`chat ${chatId}`, rules.chat],
    ];
    if (chatId.startsWith('-')) kept.push([`group ${chatId}`, rules.group]);
    return this.pass(kept, now);
  }

  private pass(kept: readonly [string, WindowRule][], now: number): number {
    const held = this.heldFor(now);
    if (held > 0) return held;
    const waitMs = Math.max(...kept.map(([key, rule]) => this.waitFor(key, rule, now)));
    if (waitMs > 0) {
      const seconds = Math.ceil(waitMs / 1000);
      this.heldUntil = now + seconds * 1000;
      return seconds;
    }
    for (const [key] of kept) this.passed.set(key, [...(this.passed.get(key) ?? []), now]);
    return 0;
  }

  private waitFor(key: string, { count, windowMs }: WindowRule, now: number): number {
    const recent = (this.passed.get(key) ?? []).filter((at) => at > now - windowMs);
    this.passed.set(key, recent);
    const first = recent.at(-count);
    return first === undefined ? 0 : first + windowMs - now;
  }
}
