import { Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { QueueDefinition } from '../contract/queue-definition.js';
import type { MessagingMetrics } from '../metrics/messaging.metrics.js';
import { type QueueKeys, workGroup } from '../redis/keys.js';
import type { RedisClock } from '../redis/redis-clock.js';
import { withDeadline } from '../redis/with-deadline.js';
import { forgetConsumersScript } from '../scripts/upkeep.lua.js';
import { type Loaded, loadHeadItem, loadPlainItem } from './load-item.js';
import { QueueReader } from './queue-reader.js';
import type { Settled, Settlement } from '../settling/settlement.js';
import { untilDone } from '../settling/until-done.js';
import { Upkeep } from './upkeep.js';
import type { Entry, WorkItem } from './work-item.js';
import { WorkWindow } from './work-window.js';

/** What one consumer is made of. */
export interface QueueConsumerParts {
  readonly redis: Redis;
  readonly openBlocking: () => Redis;
  readonly queue: QueueDefinition;
  readonly keys: QueueKeys;
  /** Unique among all consumers of the queue, also those of this replica's earlier processes. */
  readonly consumer: string;
  readonly clock: RedisClock;
  readonly settlement: Settlement;
  readonly metrics: MessagingMetrics;
  /** Runs a message and settles it; `letGo` is called once it is. */
  readonly run: (item: WorkItem) => void;
  /** Has everything that waits for company run at once. */
  readonly flush: () => void;
  /** Ends everything that still waits for Redis. */
  readonly abandon: AbortController;
}

/** Consumes one queue in this process. */
export class QueueConsumer {
  private readonly logger = new Logger(QueueConsumer.name);
  private readonly window: WorkWindow;
  private readonly reader: QueueReader;
  private readonly upkeep: Upkeep;
  private draining = false;

  constructor(private readonly parts: QueueConsumerParts) {
    const { redis, queue, keys, consumer, clock, abandon } = parts;
    this.window = new WorkWindow(queue.prefetch);
    this.reader = new QueueReader(
      parts.openBlocking(),
      redis,
      keys.stream,
      consumer,
      this.window,
      (entries) => this.accept(entries),
    );
    this.upkeep = new Upkeep(
      redis,
      queue,
      keys,
      consumer,
      this.window,
      clock,
      () => !this.draining,
      (entry) => this.takeOver(entry),
      abandon.signal,
    );
  }

  /** Messages in hand. */
  get inFlight(): number {
    return this.window.size;
  }

  /** Whether it reads at present. */
  get consuming(): boolean {
    return this.reader.reading;
  }

  /** Begins; resolves when it reads for the first time. */
  async start(): Promise<void> {
    const started = this.reader.start();
    this.upkeep.start();
    await started;
  }

  /** Messages are settled. What was left with an error stays pending, and is reclaimed after the visibility time. */
  readonly letGo: Settled = (items, error) => {
    if (error !== undefined)
      this.logger.error(`${items.length} entries were left for later: ${String(error)}`);
    this.window.remove(items.map(({ entry }) => entry));
  };

  /** Has due retries looked at now. */
  nudge(): void {
    this.upkeep.nudge();
  }

  /** Stops reading, waits up to `drainMs` for what is in hand, and hands the rest back. */
  async drain(drainMs: number): Promise<void> {
    this.draining = true;
    await this.reader.stop();
    this.parts.flush();
    await withDeadline(
      this.window.until(() => this.window.size === 0),
      drainMs,
    ).catch(() => this.handBack());
    this.parts.abandon.abort();
    await this.upkeep.ended();
    const { redis, keys, consumer } = this.parts;
    await forgetConsumersScript
      .run(redis, [keys.stream], [workGroup, Number.MAX_SAFE_INTEGER, consumer])
      .catch(() => undefined); // others forget it later
  }

  private async handBack(): Promise<void> {
    const { queue, settlement } = this.parts;
    const rest = this.window.all();
    this.logger.warn(
      `${rest.length} messages of queue "${queue.name}" were not done in time and are handed back.`,
    );
    await Promise.all(
      rest.map((entry) => settlement.release(entry).catch(() => undefined)), // reclaimed after the visibility time
    );
  }

  private takeOver(entry: Entry): void {
    if (this.window.has(entry.id)) return; // our own, after a pause longer than the visibility time
    this.parts.metrics.reclaimed(this.parts.queue.name);
    this.accept([entry]);
  }

  private accept(entries: readonly Entry[]): void {
    for (const entry of entries) {
      this.window.add(entry);
      if (this.parts.queue.ordered) void this.processToken(entry);
      else this.handle(entry, loadPlainItem(entry));
    }
  }

  private letGoAfter(entry: Entry, settled: Promise<void>): void {
    settled.then(
      () => this.letGo([{ entry }]),
      (error: unknown) => this.letGo([{ entry }], error),
    );
  }

  private async processToken(entry: Entry): Promise<void> {
    const { redis, keys, abandon } = this.parts;
    const loaded = await untilDone('read a message', abandon.signal, () => loadHeadItem(redis, keys, entry));
    if (loaded) this.handle(entry, loaded);
    else this.letGo([{ entry }]); // shutting down
  }

  private handle(entry: Entry, loaded: Loaded): void {
    const { queue, settlement, metrics, run } = this.parts;
    if (loaded.is === 'message') {
      try {
        run(loaded.item);
      } catch (error) {
        this.letGo([loaded.item], error);
      }
    } else if (loaded.is === 'nothing') this.letGoAfter(entry, settlement.acknowledgeEntry(entry.id));
    else {
      metrics.dead(queue.name, 'other');
      this.logger.error(`An entry of queue "${queue.name}" is no message and became a dead letter.`);
      this.letGoAfter(entry, settlement.buryMalformed(entry, loaded.head, loaded.error));
    }
  }
}
