import type { InvalidationBus, InvalidationMessage } from '@analyticbot/caching';
import { Redis } from 'ioredis';

const channel = 'benchmark:invalidations';

/** News over Redis' pub/sub, as Nest's transport sends it. Healthy since it last subscribed. */
export class RedisBus implements InvalidationBus {
  private readonly publisher: Redis;
  private readonly subscriber: Redis;
  private since: number | undefined;

  constructor(url: string) {
    const options = { retryStrategy: () => 20, maxRetriesPerRequest: 0, enableOfflineQueue: false };
    this.publisher = new Redis(url, options);
    this.subscriber = new Redis(url, { ...options, autoResubscribe: false });
    this.publisher.on('error', () => undefined);
    this.subscriber.on('error', () => undefined);
    this.subscriber.on('ready', () => {
      this.subscriber.subscribe(channel).then(
        () => (this.since = Date.now()),
        () => undefined,
      );
    });
    this.subscriber.on('close', () => (this.since = undefined));
  }

  async publish(message: InvalidationMessage): Promise<void> {
    await this.publisher.publish(channel, JSON.stringify(message));
  }

  subscribe(listener: (message: InvalidationMessage) => void): () => void {
    this.subscriber.on('message', (_, text) => listener(JSON.parse(text) as InvalidationMessage));
    return () => this.subscriber.removeAllListeners('message');
  }

  healthySince(): number | undefined {
    return this.since;
  }

  close(): void {
    this.publisher.disconnect();
    this.subscriber.disconnect();
  }
}
