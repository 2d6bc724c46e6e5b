import { LimiterCore } from './limiter-core.js';
import { shareOf, telegramLimits } from './limits.js';
import { SharedSlots } from './shared-slots.js';
import type { SlotAnswer, SlotRequest } from './slot-request.js';
import type { TelegramLimiterOptions } from './telegram-limiter.js';

/** What a slot was taken from: the log that all replicas share, or this replica's own. */
export type SlotOrigin = 'shared' | 'own';

/** Redis where it can be asked, and a share of the limits of one's own while it can't. Nothing here rejects. */
export class SlotSource {
  private readonly shared: SharedSlots | undefined;
  private readonly own: LimiterCore;
  private readonly restMs: number;
  private restsUntil = Number.NEGATIVE_INFINITY;

  constructor(
    options: TelegramLimiterOptions,
    private readonly now: () => number,
  ) {
    const { redis, token, limits = telegramLimits, keyPrefix = 'telegram-limiter' } = options;
    this.own = new LimiterCore(shareOf(limits, options.localShare ?? 0.25));
    this.restMs = options.redisRestMs ?? 1_000;
    if (redis === undefined) return;
    const { redisTimeoutMs = 1_000 } = options;
    this.shared = new SharedSlots({ redis, token, limits, keyPrefix, redisTimeoutMs });
  }

  /** Redis is not asked at the moment. */
  get isAlone(): boolean {
    return this.shared === undefined || this.now() < this.restsUntil;
  }

  /** How much longer the token is held as far as this replica knows. */
  get heldMs(): number {
    return this.own.heldFor(this.now());
  }

  /** Asks for calls in this order; one answer each. */
  async take(requests: readonly SlotRequest[]): Promise<{ origin: SlotOrigin; answers: SlotAnswer[] }> {
    const shared = await this.ask((slots) => slots.take(requests));
    const now = this.now();
    if (shared !== undefined) {
      // Learned here too, in case Redis goes away before the pause is over.
      const heldMs = shared[0]?.heldMs ?? 0;
      if (heldMs > 0) this.own.hold(now + heldMs);
      this.remember(requests, shared, now);
      return { origin: 'shared', answers: shared };
    }
    const answers = requests.map((request) => {
      const answer = this.own.take(now, request);
      // Redis may be back long before that.
      return {
        ...answer,
        waitMs: this.shared === undefined ? answer.waitMs : Math.min(answer.waitMs, this.restMs),
      };
    });
    return { origin: 'own', answers };
  }

  async answered(request: SlotRequest, origin: SlotOrigin): Promise<void> {
    this.own.answered(this.now(), request);
    if (origin === 'shared') await this.ask((slots) => slots.answered(request));
  }

  async drop(request: SlotRequest, origin: SlotOrigin): Promise<void> {
    this.own.drop(request);
    if (origin === 'shared') await this.ask((slots) => slots.drop(request));
  }

  async hold(ms: number): Promise<void> {
    this.own.hold(this.now() + ms);
    await this.ask((slots) => slots.hold(ms));
  }

  /** When Redis goes away, the replica on its own has to count what left before. */
  private remember(requests: readonly SlotRequest[], answers: readonly SlotAnswer[], now: number): void {
    for (const [index, request] of requests.entries()) {
      if (answers[index]?.waitMs === 0) this.own.leave(now, request);
    }
    this.own.forget(now);
  }

  /** Undefined when Redis can't be asked: the caller goes on by itself. */
  private async ask<T>(question: (slots: SharedSlots) => Promise<T>): Promise<T | undefined> {
    if (this.shared === undefined || this.isAlone) return undefined;
    try {
      return await question(this.shared);
    } catch {
      this.restsUntil = this.now() + this.restMs;
      return undefined;
    }
  }
}
