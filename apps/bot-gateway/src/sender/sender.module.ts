import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { GatewayConfig } from '@analyticbot/config';
import { EffectLedger, WORK_CONNECTION } from '@analyticbot/messaging';
import { createTelegramClient, TelegramApi, TelegramLimiter } from '@analyticbot/telegram';
import { SENDER } from '../bot/bot.tokens.js';
import { createSender } from './sender.js';

/** The way out to Telegram: one limiter, one client for questions, one sender for what the bot says. */
@Global()
@Module({})
export class SenderModule {
  static forRoot(config: Pick<GatewayConfig, 'BOT_TOKEN' | 'TELEGRAM_API_ROOT'>): DynamicModule {
    const address = { token: config.BOT_TOKEN, apiRoot: config.TELEGRAM_API_ROOT };
    return {
      module: SenderModule,
      providers: [
        {
          provide: TelegramLimiter,
          inject: [WORK_CONNECTION],
          useFactory: (redis: Redis) => new TelegramLimiter({ redis, token: config.BOT_TOKEN }),
        },
        {
          provide: TelegramApi,
          inject: [TelegramLimiter],
          useFactory: (limiter: TelegramLimiter) =>
            new TelegramApi(createTelegramClient({ ...address, limiter })),
        },
        {
          provide: SENDER,
          inject: [TelegramLimiter, EffectLedger],
          useFactory: (limiter: TelegramLimiter, ledger: EffectLedger) =>
            createSender(createTelegramClient({ ...address, limiter }), ledger),
        },
      ],
      exports: [TelegramLimiter, TelegramApi, SENDER],
    };
  }
}
