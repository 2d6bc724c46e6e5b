import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { cacheInvalidated, type CacheInvalidation } from '@analyticbot/contracts';
import { NewsHandler } from '@analyticbot/messaging';
import { NewsInvalidationBus } from './news-invalidation.bus.js';

/** Another replica changed data that this one may hold in its cache. */
@Controller()
export class CacheNewsHandler {
  constructor(private readonly bus: NewsInvalidationBus) {}

  @NewsHandler(cacheInvalidated)
  handle(@Payload() message: CacheInvalidation): void {
    this.bus.deliver(message);
  }
}
