import { ConfigurableModuleBuilder, Module } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { createTelegramClient } from '../client/create-telegram-client.js';
import { TelegramApi } from '../client/telegram-api.js';
import { TelegramLimiter } from '../limiter/telegram-limiter.js';

/** What `TelegramModule` takes. */
export interface TelegramOptions {
  readonly token: string;
  /** @default 'https://api.telegram.org' */
  readonly apiRoot?: string;
  /** Shared by all replicas of the token: the limiter keeps its slots there. */
  readonly redis: Redis;
}

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<TelegramOptions>()
  .setClassMethodName('forRoot')
  .setExtras({ isGlobal: true }, (definition, { isGlobal }) => ({ ...definition, global: isGlobal }))
  .build();

/** The way to Telegram, everywhere in an application: the limiter all replicas share, and questions that go through it. */
@Module({
  providers: [
    {
      provide: TelegramLimiter,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: ({ redis, token }: TelegramOptions) => new TelegramLimiter({ redis, token }),
    },
    {
      provide: TelegramApi,
      inject: [MODULE_OPTIONS_TOKEN, TelegramLimiter],
      useFactory: ({ token, apiRoot }: TelegramOptions, limiter: TelegramLimiter) =>
        new TelegramApi(createTelegramClient({ token, limiter, ...(apiRoot !== undefined && { apiRoot }) })),
    },
  ],
  exports: [TelegramLimiter, TelegramApi],
})
export class TelegramModule extends ConfigurableModuleClass {}
