import { type MessageHandler, ServerRedis } from '@nestjs/microservices';
import type { Redis } from 'ioredis';
import type { NewsContract } from '../contract/contract.js';
import { HandlerRegistry } from '../handlers/handler-registry.js';
import { openSubscriber } from '../redis/connection.js';
import { withDeadline } from '../redis/with-deadline.js';

/** Whether this process hears the news at present. */
export interface NewsStatus {
  readonly listening: boolean;
}

/** Options of `NewsServer`. */
export interface NewsServerOptions {
  readonly redisUrl: string;
  readonly connectionName: string;
  /** How long the start waits for the first subscription before it goes on without, in milliseconds. */
  readonly startMs: number;
}

const pingEveryMs = 10_000;
const answerWithinMs = 5_000;

/**
 * Nest's stock Redis server, for news only. The stock one never subscribes when its first connect fails, and says
 * nothing when a connection is lost without a word; this one subscribes after every connect and pings.
 */
export class NewsServer extends ServerRedis {
  /** How many handlers each pattern has. */
  readonly registry = new HandlerRegistry();
  private listening = false;
  private pings: NodeJS.Timeout | undefined;

  constructor(private readonly news: NewsServerOptions) {
    super({});
  }

  /** Whether news is heard right now. */
  newsStatus(): NewsStatus {
    return { listening: this.listening };
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
    redis.on('close', () => (this.listening = false));
    const first = new Promise<void>((resolve) => {
      redis.on('ready', () => void this.subscribe(redis, channels).then(resolve));
    });
    this.pings = setInterval(() => void this.ping(redis), pingEveryMs);
    this.pings.unref();
    await withDeadline(first, this.news.startMs).catch(() =>
      this.logger.warn('Redis is away: no news is heard yet. It will be as soon as Redis is back.'),
    );
    callback();
  }

  override async close(): Promise<void> {
    this.isManuallyClosed = true;
    this.listening = false;
    clearInterval(this.pings);
    const redis: Redis | undefined = this.subClient;
    redis?.disconnect();
  }

  private async subscribe(redis: Redis, channels: readonly string[]): Promise<void> {
    try {
      await withDeadline(redis.subscribe(...channels), answerWithinMs);
      this.listening = true;
    } catch {
      redis.disconnect(!this.isManuallyClosed); // connects again, and then subscribes again
    }
  }

  /** Finds a connection that is dead although nothing closed it. */
  private async ping(redis: Redis): Promise<void> {
    if (!this.listening) return;
    await withDeadline(redis.ping(), answerWithinMs).catch(() => redis.disconnect(!this.isManuallyClosed));
  }
}
