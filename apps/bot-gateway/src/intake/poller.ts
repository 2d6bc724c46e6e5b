import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { TelegramError, UpdateError, type TelegramApi } from '@analyticbot/telegram';
import { allowedUpdates } from './allowed-updates.js';
import type { PollerLease } from './poller-lease.js';
import type { UpdateIntake } from './update-intake.js';

const longPollSeconds = 20;
const waitForLeaseMs = 2_000;
const longestPauseMs = 15_000;

/** What polling stands on. */
export interface PollerParts {
  readonly api: Pick<TelegramApi, 'getUpdates'>;
  readonly lease: PollerLease;
  readonly intake: UpdateIntake;
}

/**
 * Fetches updates while it holds the lease. Telegram forgets an update only when a later fetch confirms it, and that
 * happens only after it is on the stream; what is fetched twice is recognised by its id.
 */
export class Poller {
  private readonly logger = new Logger(Poller.name);
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private failures = 0;

  constructor(private readonly parts: PollerParts) {}

  /** Starts in the background; never rejects. */
  start(): void {
    this.running ??= this.run();
  }

  /** Ends the current fetch and gives the lease to another replica. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { lease } = this.parts;
    while (!this.stopping.signal.aborted) {
      try {
        if (await lease.take()) await this.lead();
        else await this.rest(waitForLeaseMs);
      } catch (error) {
        await this.recover(error);
      }
    }
    await lease.release().catch(() => undefined);
  }

  /** Fetches until stopped or until the lease is lost, which a timer of its own watches: a fetch may take long. */
  private async lead(): Promise<void> {
    const { lease } = this.parts;
    const lost = new AbortController();
    const renewal = setInterval(() => {
      void lease.renew().then(
        (ours) => ours || lost.abort(),
        () => lost.abort(),
      );
    }, lease.durationMs / 3);
    const signal = AbortSignal.any([this.stopping.signal, lost.signal]);
    try {
      // Whoever held the lease before confirmed updates: only Telegram knows where to go on.
      let offset: number | undefined;
      while (!signal.aborted) offset = await this.fetch(offset, signal);
    } catch (error) {
      // The fetch was cut short on purpose: Telegram failed nobody.
      if (!lost.signal.aborted) throw error;
      this.logger.warn({
        msg: 'the lease to fetch updates was lost: Redis is away, or another replica fetches',
      });
    } finally {
      clearInterval(renewal);
    }
  }

  private async fetch(offset: number | undefined, signal: AbortSignal): Promise<number | undefined> {
    const updates = await this.parts.api.getUpdates(
      { offset, timeout: longPollSeconds, limit: 100, allowed_updates: allowedUpdates },
      signal,
    );
    let next = offset;
    for (const update of updates) {
      await this.take(update);
      next = update.update_id + 1;
    }
    this.failures = 0;
    return next;
  }

  private async take(update: { update_id: number }): Promise<void> {
    try {
      await this.parts.intake.take(update);
    } catch (error) {
      if (!(error instanceof UpdateError)) throw error;
      // It would be fetched again for ever: what can't be read is noted and left behind.
      this.logger.warn({ msg: 'an update was left out', code: error.code });
    }
  }

  private async recover(error: unknown): Promise<void> {
    if (this.stopping.signal.aborted) return;
    this.failures += 1;
    // Only a Telegram error's own code: a connection that Redis refused is no failure of Telegram.
    const code = error instanceof TelegramError ? error.code : 'E_POLLING';
    const because = error instanceof Error ? error.message : String(error);
    this.logger.warn({ msg: 'polling failed, trying again', code, because, failures: this.failures });
    await this.rest(Math.min(longestPauseMs, 500 * 2 ** Math.min(this.failures, 6)));
  }

  private async rest(milliseconds: number): Promise<void> {
    await pause(milliseconds, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}
