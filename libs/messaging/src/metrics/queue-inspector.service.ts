import { Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { QueueDefinition } from '../contract/queue-definition.js';
import { queueKeys, type QueueKeys } from '../redis/keys.js';
import type { ResolvedMessagingOptions } from '../messaging.options.js';
import type { MessagingMetrics } from './messaging.metrics.js';

/** One queue in plain numbers. */
export interface QueueStats {
  readonly queue: string;
  /** Unprocessed messages: waiting, in hand anywhere, or waiting for their next attempt. */
  readonly backlog: number;
  /** Age of the oldest message that waits or is in hand, in milliseconds; 0 when there is none. Back-offs do not count. */
  readonly oldestAgeMs: number;
  /** Messages this process has in hand. */
  readonly inFlight: number;
  /** Messages this process handled since it started. */
  readonly handled: number;
  /** Runs that failed in this process since it started. */
  readonly failed: number;
  /** Dead letters kept. */
  readonly dead: number;
}

/** How many of the keys that wait longest are looked at for the oldest message of an ordered queue. */
const tokensLookedAt = 100;

/** Reads how the queues do, for heartbeats and health. */
@Injectable()
export class QueueInspector {
  private readonly inFlight = new Map<string, () => number>();

  constructor(
    private readonly redis: Redis,
    private readonly options: ResolvedMessagingOptions,
    private readonly metrics: MessagingMetrics,
  ) {}

  /** Every queue of the module's options. Rejects when Redis cannot be asked within `commandTimeoutMs`. */
  async stats(): Promise<QueueStats[]> {
    const [seconds] = await this.redis.time();
    const now = Number(seconds) * 1_000;
    return Promise.all(this.options.queues.map((queue) => this.queueStats(queue, now)));
  }

  /** Tells where the number of messages in hand comes from. @internal */
  watch(queue: string, inFlight: () => number): void {
    this.inFlight.set(queue, inFlight);
  }

  private async queueStats(queue: QueueDefinition, now: number): Promise<QueueStats> {
    const keys = queueKeys(this.options.keyPrefix, queue.name);
    const [backlog, oldest, dead] = await Promise.all([
      queue.ordered ? this.redis.get(keys.length).then(Number) : this.plainBacklog(keys),
      this.oldest(keys, queue.ordered ? tokensLookedAt : 1),
      this.redis.xlen(keys.dead),
    ]);
    const { handled, failed } = this.metrics.of(queue.name);
    return {
      queue: queue.name,
      backlog,
      oldestAgeMs: oldest === undefined ? 0 : Math.max(0, now - oldest),
      inFlight: this.inFlight.get(queue.name)?.() ?? 0,
      handled,
      failed,
      dead,
    };
  }

  private async plainBacklog(keys: QueueKeys): Promise<number> {
    const [waiting, delayed] = await Promise.all([
      this.redis.xlen(keys.stream),
      this.redis.zcard(keys.delayed),
    ]);
    return waiting + delayed;
  }

  private async oldest(keys: QueueKeys, count: number): Promise<number | undefined> {
    const entries = await this.redis.xrange(keys.stream, '-', '+', 'COUNT', count);
    const times = entries.map(
      ([id, fields]) => Number(fields[fields.indexOf('at') + 1]) || Number.parseInt(id, 10),
    );
    return times.length === 0 ? undefined : Math.min(...times);
  }
}
