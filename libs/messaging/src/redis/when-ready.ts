import type { Redis } from 'ioredis';

/** Resolves when the connection takes commands; rejects when it does not within `timeoutMs`. */
export function whenReady(redis: Redis, timeoutMs: number): Promise<void> {
  if (redis.status === 'ready') return Promise.resolve();
  return new Promise((resolve, reject) => {
    const settle = (error?: Error): void => {
      clearTimeout(timer);
      redis.off('ready', onReady);
      if (error) reject(error);
      else resolve();
    };
    const onReady = (): void => settle();
    const timer = setTimeout(
      () => settle(new Error(`The connection is "${redis.status}" after ${timeoutMs} ms.`)),
      timeoutMs,
    );
    redis.on('ready', onReady);
  });
}
