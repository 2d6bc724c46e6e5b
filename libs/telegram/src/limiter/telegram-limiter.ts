import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { CallAbortedError, LimiterDeadlineError } from '../errors/telegram.errors.js';
import { CallQueue, type WaitingCall } from './call-queue.js';
import { currentLane, type Lane } from './lanes.js';
import { TelegramMetrics } from './limiter-metrics.js';
import type { LimiterStats } from './limiter-stats.js';
import { telegramLimits, type LimiterLimits } from './limits.js';
import { rankOf, type SlotAnswer } from './slot-request.js';
import { SlotSource, type SlotOrigin } from './slot-source.js';

/** Calls asked for at a time: few, so that replicas that wait for the same moment share what it brings. */
const askedAtOnce = 8;

/** What `TelegramLimiter` takes. */
export interface TelegramLimiterOptions {
  /** Shared by all replicas. Without it the replica always keeps to its own share. */
  readonly redis?: Redis | undefined;
  readonly token: string;
  /** @default telegramLimits */
  readonly limits?: LimiterLimits;
  /** The part of the token's rate that a replica takes while Redis is away. @default 0.25 */
  readonly localShare?: number;
  /** How long Redis may take before a call falls back to the local share. @default 1000 */
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

/** Leave to make one call now. */
export interface Permit {
  /** How long the call waited. */
  readonly waitedMs: number;
  /** To be called when Telegram has answered, or will not: from then on the call counts. Never throws. */
  readonly answered: () => void;
}

interface Waiting extends WaitingCall {
  readonly since: number;
  readonly leave: (permit: Permit) => void;
  readonly refuse: (error: Error) => void;
}

/**
 * Gives every call to Telegram its moment, for all replicas of a token together. Calls wait in the replica, and the replica
 * asks when the next one may leave; it is told a moment and sleeps until then. After a 429 nothing leaves anywhere until
 * Telegram's pause is over. While Redis is away the replica keeps to a part of the rate by its own memory.
 */
export class TelegramLimiter {
  private readonly slots: SlotSource;
  private readonly now: () => number;
  private readonly limits: LimiterLimits;
  private readonly metrics = new TelegramMetrics();
  private readonly queue = new CallQueue<Waiting>();
  private readonly replica = randomUUID().slice(0, 8);
  private calls = 0;
  private asking = false;
  private alarm: NodeJS.Timeout | undefined;
  private seen = { used: 0, at: Number.NEGATIVE_INFINITY };
  private counts = {
    granted: 0,
    refused: 0,
    waiting: 0,
    waitedMs: 0,
    longestWaitMs: 0,
    rateLimited: 0,
    grantedLocally: 0,
  };

  constructor(options: TelegramLimiterOptions) {
    this.limits = options.limits ?? telegramLimits;
    this.now = options.now ?? (() => performance.now());
    this.slots = new SlotSource(options, this.now);
    this.metrics.show(() => this.stats());
  }

  /**
   * Resolves when the call may leave: it has to leave then, and to say when it was answered.
   * @throws LimiterDeadlineError as soon as it is known that it can't leave within `maxWaitMs`; CallAbortedError
   */
  async acquire(request: AcquireRequest = {}): Promise<Permit> {
    const { signal } = request;
    if (signal?.aborted) throw new CallAbortedError();
    this.counts.waiting += 1;
    let giveUp: (() => void) | undefined;
    try {
      return await new Promise<Permit>((leave, refuse) => {
        const call = this.callFor(request, leave, refuse);
        giveUp = () => {
          if (this.queue.remove(call)) refuse(new CallAbortedError());
        };
        signal?.addEventListener('abort', giveUp, { once: true });
        this.queue.add(call);
        void this.ask();
      });
    } finally {
      this.counts.waiting -= 1;
      if (giveUp !== undefined) signal?.removeEventListener('abort', giveUp);
    }
  }

  /** Telegram answered 429: nothing leaves for `retryAfterMs`, on any replica that shares the Redis. Never rejects. */
  async hold(retryAfterMs: number): Promise<void> {
    this.counts.rateLimited += 1;
    await this.slots.hold(retryAfterMs);
  }

  /** What this replica has done so far. */
  stats(): LimiterStats {
    const { count, windowMs } = this.limits.token;
    const { heldMs } = this.slots;
    const used = this.now() - this.seen.at < windowMs ? this.seen.used : 0;
    return {
      ...this.counts,
      heldForMs: heldMs,
      budgetLeft: heldMs > 0 ? 0 : Math.max(0, count - used),
      local: this.slots.isAlone ? 1 : 0,
    };
  }

  private callFor(
    { chat, lane = currentLane(), maxWaitMs = 30_000 }: AcquireRequest,
    leave: Waiting['leave'],
    refuse: Waiting['refuse'],
  ): Waiting {
    const since = this.now();
    return {
      name: `${this.replica}-${(this.calls += 1)}`,
      lane,
      chat,
      // Groups and channels have negative ids or are public, and then named; people are neither.
      isGroup: chat !== undefined && /^[-@]/.test(chat),
      since,
      endBy: since + maxWaitMs,
      leave,
      refuse,
    };
  }

  /** Asks for as many calls as may leave now, then sleeps until the next one may. Runs once at a time. */
  private async ask(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    clearTimeout(this.alarm);
    try {
      for (;;) {
        const ready = this.queue.ready(this.now(), askedAtOnce);
        if (ready.length === 0) break;
        const { origin, answers } = await this.slots.take(ready);
        for (const [index, call] of ready.entries()) this.settle(call, answers[index], origin);
        this.refuseLate();
      }
    } finally {
      this.asking = false;
    }
    const next = this.queue.nextMoment();
    if (next !== undefined) {
      this.alarm = setTimeout(
        () => {
          this.refuseLate();
          void this.ask();
        },
        Math.max(1, Math.ceil(next - this.now())),
      );
    }
  }

  private settle(call: Waiting, answer: SlotAnswer | undefined, origin: SlotOrigin): void {
    if (answer === undefined) return;
    const now = this.now();
    if (origin === 'shared') this.seen = { used: answer.used, at: now };
    if (answer.by === 'hold') this.queue.keepLane(now + answer.waitMs);
    else if (answer.by === 'token') this.queue.keepLane(now + answer.waitMs, rankOf(call.lane));
    else if (answer.by === 'chat' && call.chat !== undefined) {
      this.queue.keepChat(now + answer.waitMs, call.chat);
    }
    if (answer.waitMs > 0) return;
    // Its caller gave up while Redis was asked.
    if (!this.queue.remove(call)) return void this.slots.drop(call, origin);
    const waitedMs = now - call.since;
    this.counts.granted += 1;
    if (origin === 'own') this.counts.grantedLocally += 1;
    this.counts.waitedMs += waitedMs;
    this.counts.longestWaitMs = Math.max(this.counts.longestWaitMs, waitedMs);
    this.metrics.waited(call.lane, waitedMs);
    call.leave({ waitedMs, answered: () => void this.slots.answered(call, origin) });
  }

  private refuseLate(): void {
    const now = this.now();
    for (const [call, moment] of this.queue.late(now)) {
      this.counts.refused += 1;
      call.refuse(new LimiterDeadlineError(moment - call.since));
    }
  }
}
