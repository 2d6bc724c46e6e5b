import { Injectable } from '@nestjs/common';
import { cacheInvalidated } from '@analyticbot/contracts';
import type { InvalidationBus, InvalidationMessage } from '@analyticbot/caching';
import { NewsBus } from '@analyticbot/messaging';

/** Carries cache invalidations to every replica as news. */
@Injectable()
export class NewsInvalidationBus implements InvalidationBus {
  private readonly listeners = new Set<(message: InvalidationMessage) => void>();

  constructor(private readonly news: NewsBus) {}

  /** Rejects while Redis is away: the generations kept there repair it afterwards. */
  async publish(message: InvalidationMessage): Promise<void> {
    await this.news.publish(cacheInvalidated, { origin: message.origin, tags: [...message.tags] });
  }

  /** See `InvalidationBus`. */
  subscribe(listener: (message: InvalidationMessage) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Hands news that arrived to the cache. */
  deliver(message: InvalidationMessage): void {
    for (const listener of this.listeners) listener(message);
  }
}
