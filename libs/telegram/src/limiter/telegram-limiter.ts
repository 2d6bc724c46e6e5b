import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { CallAbortedError, LimiterDeadlineError } from '../errors/telegram.errors.js';
import { currentLane, type Lane } from './lanes.js';
import { LimiterCore, type SlotAnswer, type SlotRequest } from './limiter-core.js';
import { TelegramMetrics } from './limiter-metrics.js';
import type { LimiterStats } from './limiter-stats.js';
import { shareOf, telegramLimits, type LimiterLimits } from './limits.js';
import { SharedSlots } from './shared-slots.js';

/** What `TelegramLimiter` takes. */
export interface TelegramLimiterOptions {
  /** Shared by all replicas. Without it the replica always keeps to its own share. */
  readonly redis?: Redis | undefined;
  readonly token: string;
  /** @default telegramLimits */
  readonly limits?: LimiterLimits;
  /** The part of the token's rate that a replica takes while Redis is away. @default 0.25 */
  readonly localShare?: number;
  /** How long Redis may take before a call falls back to the local share. @default 300 */
  readonly redisTimeoutMs?: number;
  /** After Redis failed, how long it isn't asked again. @default 1000 */
  readonly redisRestMs?: number;
  /** @default 'telegram-limiter' */
  readonly keyPrefix?: string;
  /** Milliseconds that never go back. @default performance.now */
  readonly now?: () => number;
}

/** A call that wants to leave. */
export interface AcquireRequest {
  /** The chat a message goes to, as a decimal string or @name; omit it for calls that write to no chat. */
  readonly chat?: string | undefined;
  /** @default the lane of `withLane`, else `interactive` */
  readonly lane?: Lane;
  /** The longest acceptable wait. @default 30000 */
  readonly maxWaitMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Gives every call to Telegram its moment, for all replicas of a token together. A call reserves its slot at once and
 * sleeps until it begins; nothing polls. After a 429 nothing leaves anywhere until Telegram's pause is over.
 * While Redis is away the replica keeps to a part of the rate by its own memory.
 */
export class TelegramLimiter {
  private readonly shared: SharedSlots | undefined;
  private readonly own: LimiterCore;
  private readonly now: () => number;
  private readonly metrics = new TelegramMetrics();
  private redisRestsUntil = 0;
  private counts = {
    granted: 0,
    refused: 0,
    waiting: 0,
    waitedMs: 0,
    longestWaitMs: 0,
    rateLimited: 0,
    grantedLocally: 0,
  };

  constructor(private readonly options: TelegramLimiterOptions) {
    const limits = options.limits ?? telegramLimits;
    this.now = options.now ?? (() => performance.now());
    this.own = new LimiterCore(shareOf(limits, options.localShare ?? 0.25));
    if (options.redis === undefined) return;
    this.shared = new SharedSlots({
      redis: options.redis,
      token: options.token,
      limits,
      keyPrefix: options.keyPrefix ?? 'telegram-limiter',
      redisTimeoutMs: options.redisTimeoutMs ?? 300,
    });
  }

  /**
   * Resolves when the call may leave, with the milliseconds it waited.
   * @throws LimiterDeadlineError at once when the wait would be longer than `maxWaitMs`; CallAbortedError
   */
  async acquire(request: AcquireRequest = {}): Promise<number> {
    const lane = request.lane ?? currentLane();
    const start = this.now();
    const endBy = start + (request.maxWaitMs ?? 30_000);
    this.counts.waiting += 1;
    try {
      await this.waitForSlot(lane, request, endBy);
    } finally {
      this.counts.waiting -= 1;
    }
    const waited = this.now() - start;
    this.counts.granted += 1;
    this.counts.waitedMs += waited;
    this.counts.longestWaitMs = Math.max(this.counts.longestWaitMs, waited);
    this.metrics.waited(lane, waited);
    return waited;
  }

  /** Telegram answered 429: nothing leaves for `retryAfterMs`, on any replica that shares the Redis. Never rejects. */
  async hold(retryAfterMs: number): Promise<void> {
    this.counts.rateLimited += 1;
    this.own.hold(this.now() + retryAfterMs);
    await this.askShared((shared) => shared.hold(retryAfterMs));
  }

  /** What this replica has done so far. */
  stats(): LimiterStats {
    const now = this.now();
    return { ...this.counts, heldForMs: this.own.heldFor(now), local: this.isLocal(now) ? 1 : 0 };
  }

  private async waitForSlot(lane: Lane, request: AcquireRequest, endBy: number): Promise<void> {
    for (;;) {
      if (request.signal?.aborted) throw new CallAbortedError();
      const { granted, waitMs } = await this.reserve(lane, request, endBy);
      if (!granted) {
        this.counts.refused += 1;
        throw new LimiterDeadlineError(waitMs);
      }
      if (waitMs <= 0) return;
      await pause(Math.ceil(waitMs), undefined, { signal: request.signal }).catch(() => {
        throw new CallAbortedError();
      });
      // Somebody may have got a 429 meanwhile: then the slot is worth nothing, and the call queues again.
      if (!(await this.isHeld())) return;
    }
  }

  private async reserve(lane: Lane, request: AcquireRequest, endBy: number): Promise<SlotAnswer> {
    const { chat } = request;
    const slot: SlotRequest = {
      lane,
      chat,
      // Groups and channels have negative ids or are public, and then named; people are neither.
      isGroup: chat !== undefined && /^[-@]/.test(chat),
      maxWaitMs: Math.max(0, endBy - this.now()),
    };
    const answer = await this.askShared((shared) => shared.reserve(slot));
    if (answer !== undefined) return answer;
    const local = this.own.reserve(this.now(), slot);
    if (local.granted) this.counts.grantedLocally += 1;
    return local;
  }

  private async isHeld(): Promise<boolean> {
    if (this.own.heldFor(this.now()) > 0) return true;
    const left = await this.askShared((shared) => shared.heldFor());
    return (left ?? 0) > 0;
  }

  private isLocal(now: number): boolean {
    return this.shared === undefined || now < this.redisRestsUntil;
  }

  /** Undefined when Redis can't be asked: the caller goes on by itself. */
  private async askShared<T>(ask: (shared: SharedSlots) => Promise<T>): Promise<T | undefined> {
    if (this.shared === undefined || this.now() < this.redisRestsUntil) return undefined;
    try {
      return await ask(this.shared);
    } catch {
      this.redisRestsUntil = this.now() + (this.options.redisRestMs ?? 1_000);
      return undefined;
    }
  }
}
