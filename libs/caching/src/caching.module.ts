import { ConfigurableModuleBuilder, Module } from '@nestjs/common';
import { Cache } from './cache.js';
import type { CachingOptions } from './caching.options.js';
import { createCache } from './two-layer-cache.js';

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<CachingOptions>()
  .setClassMethodName('forRoot')
  .setExtras({ isGlobal: true }, (definition, { isGlobal }) => ({ ...definition, global: isGlobal }))
  .build();

/**
 * Provides `Cache`, everywhere unless `isGlobal` is false. Import once: `CachingModule.forRoot(options)` or `forRootAsync`. Starts
 * without Redis, too, after waiting a second for it.
 */
@Module({
  providers: [
    {
      provide: Cache,
      useFactory: (options: CachingOptions) => createCache(options),
      inject: [MODULE_OPTIONS_TOKEN],
    },
  ],
  exports: [Cache],
})
export class CachingModule extends ConfigurableModuleClass {}
