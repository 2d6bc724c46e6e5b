import { type SimClock, unixSeconds } from '../clock/sim-clock.js';
import { type QueuedUpdate, type UpdateQueue } from './update-queue.js';
import { attemptDelivery, type WebhookConfig, type WebhookReply } from './webhook-attempt.js';

/** Waits between deliveries, in real milliseconds. */
export interface WebhookTimings {
  /** After the first failure of an update; doubled each time. @default 1000 */
  firstDelayMs: number;
  /** @default 60000 */
  longestDelayMs: number;
  /** How long the bot may take to answer. @default 60000 */
  answerMs: number;
}

interface Lane {
  updates: QueuedUpdate[];
  delayMs: number;
  timer?: NodeJS.Timeout | undefined;
}

/** Sends queued updates to the webhook: in order within a chat, several chats at a time, again until taken. */
export class WebhookDispatcher {
  private config: WebhookConfig | null = null;
  private lanes = new Map<string, Lane>();
  private ready: string[] = [];
  private underWay = 0;
  private stopped = false;
  private round = new AbortController();
  private lastError: { date: number; message: string } | undefined;
  private readonly timings: WebhookTimings;

  constructor(
    private readonly queue: UpdateQueue,
    private readonly clock: SimClock,
    private readonly onReply: (reply: WebhookReply) => void,
    timings: Partial<WebhookTimings> = {},
  ) {
    this.timings = { firstDelayMs: 1000, longestDelayMs: 60_000, answerMs: 60_000, ...timings };
    queue.onPush((added) => this.enqueue(added));
  }

  get webhook(): WebhookConfig | null {
    return this.config;
  }

  /** The newest failure since the webhook was set. */
  get error(): { date: number; message: string } | undefined {
    return this.lastError;
  }

  /** Starts delivering to `config` from the oldest waiting update on; null stops. Deliveries under way are cut off. */
  set(config: WebhookConfig | null): void {
    this.halt();
    this.lastError = undefined;
    this.config = config;
    if (config) for (const queued of this.queue.all()) this.enqueue(queued);
  }

  /** Delivers nothing more: the sandbox stops. What was not taken stays queued. */
  stop(): void {
    this.stopped = true;
    this.halt();
  }

  private halt(): void {
    this.round.abort();
    this.round = new AbortController();
    for (const lane of this.lanes.values()) clearTimeout(lane.timer);
    this.lanes = new Map();
    this.ready = [];
    this.underWay = 0;
  }

  private enqueue(queued: QueuedUpdate): void {
    if (!this.config || this.stopped) return;
    const lane = this.lanes.get(queued.lane);
    if (lane) {
      lane.updates.push(queued);
      return;
    }
    this.lanes.set(queued.lane, { updates: [queued], delayMs: this.timings.firstDelayMs });
    this.ready.push(queued.lane);
    this.pump();
  }

  private pump(): void {
    while (this.config && this.underWay < this.config.maxConnections) {
      const key = this.ready.shift();
      if (key === undefined) return;
      void this.deliverNext(key, this.config, this.round.signal);
    }
  }

  private async deliverNext(key: string, config: WebhookConfig, round: AbortSignal): Promise<void> {
    const lane = this.lanes.get(key);
    const next = lane?.updates[0];
    if (!lane || !next) return;
    // Confirmed, dropped or too old meanwhile.
    if (!this.queue.has(next.update.update_id)) {
      this.advance(key, lane);
      return;
    }
    this.underWay += 1;
    const signal = AbortSignal.any([round, AbortSignal.timeout(this.timings.answerMs)]);
    const result = await attemptDelivery(config, JSON.stringify(next.update), signal);
    // The webhook was changed meanwhile: this delivery no longer counts.
    if (round.aborted) return;
    this.underWay -= 1;
    if (result.delivered) {
      this.queue.confirm(next.update.update_id);
      if (result.reply) this.onReply(result.reply);
      this.advance(key, lane);
    } else {
      this.lastError = { date: unixSeconds(this.clock.now()), message: result.error };
      this.retryLater(key, lane, result.retryAfterMs);
    }
    this.pump();
  }

  private advance(key: string, lane: Lane): void {
    lane.updates.shift();
    lane.delayMs = this.timings.firstDelayMs;
    if (lane.updates.length > 0) this.ready.push(key);
    else this.lanes.delete(key);
  }

  private retryLater(key: string, lane: Lane, retryAfterMs: number | undefined): void {
    const wait = retryAfterMs ?? lane.delayMs;
    lane.delayMs = Math.min(lane.delayMs * 2, this.timings.longestDelayMs);
    lane.timer = setTimeout(() => {
      this.ready.push(key);
      this.pump();
    }, wait);
  }
}
