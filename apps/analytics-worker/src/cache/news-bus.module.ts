import { Module } from '@nestjs/common';
import { NewsInvalidationBus } from './news-invalidation.bus.js';

/** The way cache invalidations take between replicas. */
@Module({ providers: [NewsInvalidationBus], exports: [NewsInvalidationBus] })
export class NewsBusModule {}
