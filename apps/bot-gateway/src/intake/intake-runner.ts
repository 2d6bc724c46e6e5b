import { setTimeout as pause } from 'node:timers/promises';
import { Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { Poller } from './poller.js';
import { setUpTelegram, type SetupParts } from './telegram-setup.js';

const retryMs = 5_000;

/** Tells Telegram how to reach us and, without a webhook, begins to poll; ends both at shutdown. */
export class IntakeRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(IntakeRunner.name);
  private readonly stopping = new AbortController();

  constructor(
    private readonly setup: SetupParts,
    private readonly poller: Poller,
  ) {}

  /** Does not wait: the webhook takes updates whether or not Telegram answers our questions right now. */
  onApplicationBootstrap(): void {
    void this.run();
  }

  /** No update is fetched any more; what is on the stream is another replica's. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.poller.stop();
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await setUpTelegram(this.setup);
        break;
      } catch (error) {
        this.logger.warn({
          msg: 'Telegram could not be told about this deployment, trying again',
          err: error,
        });
        await pause(retryMs, undefined, { signal }).catch(() => undefined);
      }
    }
    if (this.setup.config.WEBHOOK_URL === undefined && !signal.aborted) this.poller.start();
  }
}
