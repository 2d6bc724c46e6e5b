import { conflict } from '../bot-api/bot-api.errors.js';
import { type TelegramUpdate } from '../state/telegram-objects.js';
import { type UpdateQueue } from './update-queue.js';

/** A getUpdates call, checked: limit 1–100, wait up to 50 s. */
export interface PollRequest {
  offset: number;
  limit: number;
  waitMs: number;
}

interface Waiter {
  finish(updates: TelegramUpdate[]): void;
  fail(error: Error): void;
}

/** getUpdates: one poller at a time; a newer call ends the older one with 409, as Telegram does. */
export class LongPoll {
  private waiter: Waiter | undefined;
  private lastPollAt = 0;

  constructor(private readonly queue: UpdateQueue) {}

  /** Real milliseconds since the bot last asked; Infinity when it never did. */
  quietMs(): number {
    return this.waiter ? 0 : this.lastPollAt === 0 ? Infinity : Date.now() - this.lastPollAt;
  }

  /** Ends a waiting call, if any. */
  terminate(reason: string): void {
    this.waiter?.fail(conflict(reason));
  }

  /** Answers a waiting call with what there is: the sandbox stops. */
  close(): void {
    this.waiter?.finish([]);
  }

  /** @throws BotApiError (409) when another call takes over. */
  getUpdates({ offset, limit, waitMs }: PollRequest, signal: AbortSignal): Promise<TelegramUpdate[]> {
    this.terminate('terminated by other getUpdates request; make sure that only one bot instance is running');
    this.lastPollAt = Date.now();
    if (offset !== 0) this.queue.confirmBefore(offset);
    const from = Math.max(offset, 0);
    const ready = this.queue.from(from, limit);
    if (ready.length > 0 || waitMs === 0 || signal.aborted) return Promise.resolve(ready);

    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        stopListening();
        signal.removeEventListener('abort', gone);
        if (this.waiter === waiter) this.waiter = undefined;
      };
      const waiter: Waiter = {
        finish: (updates) => (end(), resolve(updates)),
        fail: (error) => (end(), reject(error)),
      };
      const gone = (): void => waiter.finish([]);
      const timer = setTimeout(gone, waitMs);
      // Updates that arrive together are answered together.
      const stopListening = this.queue.onPush(() =>
        setImmediate(() => {
          const found = this.queue.from(from, limit);
          if (this.waiter === waiter && found.length > 0) waiter.finish(found);
        }),
      );
      signal.addEventListener('abort', gone, { once: true });
      this.waiter = waiter;
    });
  }
}
