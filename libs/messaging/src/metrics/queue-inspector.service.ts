import type { Redis } from 'ioredis';
import { appendedAt } from '../consumer/work-item.js';
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
const refreshEveryMs = 5_000;

/** Reads how the queues do, for heartbeats and health. */
export class QueueInspector {
  private readonly inFlight = new Map<string, () => number>();
  private readonly unwatch: (() => void)[] = [];

  constructor(
    private readonly redis: Redis,
    private readonly options: ResolvedMessagingOptions,
    private readonly metrics: MessagingMetrics,
  ) {}

  /** Every queue of the module's options. Rejects when Redis cannot be asked within `commandTimeoutMs`. */
  async stats(): Promise<QueueStats[]> {
    return this.statsOf(this.options.queues);
  }

  /** Tells where the number of messages in hand comes from. @internal */
  watch(queue: string, inFlight: () => number): void {
    this.inFlight.set(queue, inFlight);
    this.unwatch.push(this.metrics.watchInFlight(queue, inFlight));
  }

  /** Keeps the backlog and age gauges of these queues up to date until the returned function is called. @internal */
  publish(queues: readonly string[]): () => void {
    const definitions = this.options.queues.filter(({ name }) => queues.includes(name));
    const refresh = async (): Promise<void> => {
      const stats = await this.statsOf(definitions).catch(() => []);
      for (const queue of queues) {
        this.metrics.setQueue(
          queue,
          stats.find((figures) => figures.queue === queue),
        );
      }
    };
    void refresh();
    const timer = setInterval(() => void refresh(), refreshEveryMs);
    timer.unref();
    return () => {
      clearInterval(timer);
      for (const unwatch of this.unwatch.splice(0)) unwatch();
    };
  }

  private async statsOf(queues: readonly QueueDefinition[]): Promise<QueueStats[]> {
    const [seconds, micros] = await this.redis.time();
    const now = Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
    return Promise.all(queues.map((queue) => this.queueStats(queue, now)));
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
    const times = entries.map(([id, fields]) => appendedAt({ id, fields }));
    return times.length === 0 ? undefined : Math.min(...times);
  }
}
