import { Logger } from '@nestjs/common';
import { Redis, type RedisOptions } from 'ioredis';

const logger = new Logger('MessagingConnection');

/** Waits between attempts to reconnect: quick at first, at most 2 s, for ever. */
export function reconnectDelay(times: number): number {
  return Math.min(times * 100, 2_000);
}

function open(url: string, name: string, options: RedisOptions): Redis {
  const redis = new Redis(url, {
    connectionName: name,
    lazyConnect: true,
    connectTimeout: 5_000,
    disconnectTimeout: 500,
    keepAlive: 10_000,
    retryStrategy: reconnectDelay,
    ...options,
  });
  redis.setMaxListeners(0); // every send that waits for the connection listens for a moment
  // Without a listener, losing Redis would end the process. One line an outage, not one an attempt.
  let down = false;
  redis.on('error', (error: Error) => {
    if (!down)
      logger.warn(`Redis connection "${name}" failed: ${error.message}. Reconnecting until it is back.`);
    down = true;
  });
  redis.on('ready', () => {
    if (down) logger.log(`Redis connection "${name}" is back.`);
    down = false;
  });
  redis.connect().catch(() => undefined); // the listener above has said it; the retry strategy goes on
  return redis;
}

/** For ordinary commands: fails fast while Redis is away, sends what one tick produced as one pipeline. */
export function openCommandConnection(url: string, name: string, commandTimeout: number): Redis {
  return open(url, name, {
    commandTimeout,
    enableOfflineQueue: false,
    enableAutoPipelining: true,
    maxRetriesPerRequest: 0,
  });
}

/** How long the reads of a blocking connection wait for something to come. */
export const blockMs = 2_000;

/** For one loop that blocks for `blockMs` in `XREAD` or `XREADGROUP`, under a `SilenceWatch`; used by nothing else. */
export function openBlockingConnection(url: string, name: string): Redis {
  return open(url, name, { enableOfflineQueue: false, maxRetriesPerRequest: 0 });
}

/** For one subscriber to news, which subscribes again by itself after every connect. */
export function openSubscriber(url: string, name: string): Redis {
  return open(url, name, { enableOfflineQueue: false, maxRetriesPerRequest: 0, autoResubscribe: false });
}
