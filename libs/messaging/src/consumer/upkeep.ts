import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { QueueDefinition } from '../contract/queue-definition.js';
import { reconnectDelay } from '../redis/connection.js';
import { type QueueKeys, workGroup } from '../redis/keys.js';
import type { RedisClock } from '../redis/redis-clock.js';
import { extendScript, forgetConsumersScript, promoteScript, reclaimScript } from '../scripts/upkeep.lua.js';
import { maxDeadLetters } from '../settling/settlement.js';
import type { Entry } from './work-item.js';
import type { WorkWindow } from './work-window.js';

const longestPauseMs = 1_000;
const shortestPauseMs = 5;
const promotedAtOnce = 500;
const syncEveryMs = 15_000;
const consumerForgottenMs = 3_600_000;

type Reclaimed = [next: string, entries: [id: string, fields: string[], deliveries: number][]];

/** Keeps one queue going: due retries, abandoned entries, and the visibility of what this consumer has in hand. */
export class Upkeep {
  private readonly logger = new Logger(Upkeep.name);
  private cursor = '0-0';
  private extendedAt = 0;
  private syncedAt = 0;
  private pause = new AbortController();
  private running: Promise<void> | undefined;

  /**
   * @param signal ends it
   * @param mayTake whether new entries may be taken in hand; not any more while draining
   */
  constructor(
    private readonly redis: Redis,
    private readonly queue: QueueDefinition,
    private readonly keys: QueueKeys,
    private readonly consumer: string,
    private readonly window: WorkWindow,
    private readonly clock: RedisClock,
    private readonly mayTake: () => boolean,
    private readonly onReclaimed: (entry: Entry) => void,
    private readonly signal: AbortSignal,
  ) {
    signal.addEventListener('abort', () => this.nudge(), { once: true });
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Looks after everything now. */
  nudge(): void {
    this.pause.abort();
  }

  async ended(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    let failures = 0;
    while (!this.signal.aborted) {
      this.pause = new AbortController();
      let pauseMs = Math.min(longestPauseMs, this.queue.visibilityMs / 4);
      try {
        pauseMs = Math.min(pauseMs, await this.tick());
        failures = 0;
      } catch (error) {
        // The reading loop reports outages; what fails here while that one reads is worth a line of its own.
        failures += 1;
        if (failures === 3) this.logger.warn(`Upkeep of queue "${this.queue.name}" fails: ${String(error)}`);
        pauseMs = reconnectDelay(failures);
      }
      const pause = Math.max(shortestPauseMs, pauseMs);
      await sleep(pause, undefined, { signal: this.pause.signal }).catch(() => undefined);
    }
  }

  /** One round. Resolves with the milliseconds until the next retry is due. */
  private async tick(): Promise<number> {
    const now = performance.now();
    if (now - this.extendedAt >= this.queue.visibilityMs / 3) {
      await this.extend();
      this.extendedAt = now;
    }
    if (now - this.syncedAt >= syncEveryMs || this.syncedAt === 0) {
      await this.clock.sync();
      await forgetConsumersScript.run(this.redis, [this.keys.stream], [workGroup, consumerForgottenMs, '']);
      this.syncedAt = now;
    }
    if (!this.mayTake()) return longestPauseMs;
    await this.reclaim();
    const { stream, delayed, dead } = this.keys;
    const due = Number(
      await promoteScript.run(this.redis, [stream, delayed, dead], [promotedAtOnce, maxDeadLetters]),
    );
    return due < 0 ? longestPauseMs : due;
  }

  private async extend(): Promise<void> {
    const ids = this.window.all().map(({ id }) => id);
    if (ids.length === 0) return;
    const lost = await extendScript.run(this.redis, [this.keys.stream], [workGroup, this.consumer, ...ids]);
    if (Array.isArray(lost) && lost.length > 0) {
      this.logger.warn(
        `${lost.length} messages of queue "${this.queue.name}" were taken over while they ran here: ` +
          'this process was silent for longer than the visibility time.',
      );
    }
  }

  private async reclaim(): Promise<void> {
    const room = this.window.room;
    if (room === 0) return;
    const [next, entries] = (await reclaimScript.run(
      this.redis,
      [this.keys.stream],
      [workGroup, this.consumer, this.queue.visibilityMs, this.cursor, room],
    )) as Reclaimed;
    this.cursor = next;
    for (const [id, fields, deliveries] of entries) this.onReclaimed({ id, fields, deliveries });
  }
}
