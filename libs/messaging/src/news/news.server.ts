import { type MessageHandler, ServerRedis } from '@nestjs/microservices';
import type { Redis } from 'ioredis';
import type { NewsContract } from '../contract/contract.js';
import { HandlerRegistry } from '../handlers/handler-registry.js';
import { openSubscriber } from '../redis/connection.js';
import { withDeadline } from '../redis/with-deadline.js';

/** Whether this process hears the news at present. */
export interface NewsStatus {
  readonly listening: boolean;
  /**
   * Since when without a gap, in milliseconds since the epoch by this process's clock; undefined while it does not listen. What
   * was told before may have been missed: whoever keeps something that news corrects must not trust what is older.
   */
  readonly since: number | undefined;
}

/** Options of `NewsServer`. */
export interface NewsServerOptions {
  readonly redisUrl: string;
  readonly connectionName: string;
  /** How long the start waits for the first subscription before it goes on without, in milliseconds. */
  readonly startMs: number;
  /** How often a connection that says nothing is asked whether it lives. @default 10_000 */
  readonly pingEveryMs?: number;
  /** How long it may take to answer that, and to subscribe. @default 5_000 */
  readonly answerWithinMs?: number;
}

/**
 * Nest's stock Redis server, for news only. The stock one never subscribes when its first connect fails, and says
 * nothing when a connection is lost without a word; this one subscribes after every connect and pings.
 */
export class NewsServer extends ServerRedis {
  /** How many handlers each pattern has. */
  readonly registry = new HandlerRegistry();
  private since: number | undefined;
  private readonly answerWithinMs: number;
  private pings: NodeJS.Timeout | undefined;

  constructor(private readonly news: NewsServerOptions) {
    super({});
    this.answerWithinMs = news.answerWithinMs ?? 5_000;
  }

  /** Whether news is heard right now, and since when. */
  newsStatus(): NewsStatus {
    return { listening: this.since !== undefined, since: this.since };
  }

  override addHandler(
    pattern: string,
    callback: MessageHandler,
    isEventHandler = false,
    extras: { news?: NewsContract<unknown> } = {},
  ): void {
    this.registry.add(pattern);
    const contract = extras.news;
    const parsing: MessageHandler = async (data, context) => {
      const payload: unknown = contract ? contract.payload.parse(data) : data;
      return callback(payload, context);
    };
    super.addHandler(pattern, parsing, isEventHandler, extras);
  }

  override async listen(callback: (error?: unknown) => void): Promise<void> {
    const channels = [...this.getHandlers().keys()];
    if (channels.length === 0) return callback();
    const redis = openSubscriber(this.news.redisUrl, this.news.connectionName);
    this.subClient = redis;
    redis.on('message', this.getMessageHandler(undefined).bind(this));
    redis.on('close', () => (this.since = undefined));
    const first = new Promise<void>((resolve) => {
      redis.on('ready', () => void this.subscribe(redis, channels).then(resolve));
    });
    this.pings = setInterval(() => void this.ping(redis), this.news.pingEveryMs ?? 10_000);
    this.pings.unref();
    await withDeadline(first, this.news.startMs).catch(() =>
      this.logger.warn('Redis is away: no news is heard yet. It will be as soon as Redis is back.'),
    );
    callback();
  }

  override async close(): Promise<void> {
    this.isManuallyClosed = true;
    this.since = undefined;
    clearInterval(this.pings);
    const redis: Redis | undefined = this.subClient;
    redis?.disconnect();
  }

  private async subscribe(redis: Redis, channels: readonly string[]): Promise<void> {
    try {
      await withDeadline(redis.subscribe(...channels), this.answerWithinMs);
      this.since = Date.now();
    } catch {
      redis.disconnect(!this.isManuallyClosed); // connects again, and then subscribes again
    }
  }

  /** Finds a connection that is dead although nothing closed it. */
  private async ping(redis: Redis): Promise<void> {
    if (this.since === undefined) return;
    await withDeadline(redis.ping(), this.answerWithinMs).catch(() =>
      redis.disconnect(!this.isManuallyClosed),
    );
  }
}
