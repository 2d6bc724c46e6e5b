import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { GatewayConfig } from '@analyticbot/config';
import { personReachability } from '@analyticbot/contracts';
import { EffectLedger, WorkBus } from '@analyticbot/messaging';
import { createTelegramClient, TelegramLimiter } from '@analyticbot/telegram';
import { SENDER } from '../bot/bot.tokens.js';
import { createSender } from './sender.js';

/** The one way out: a client behind the shared limiter that remembers what an answer has sent. */
@Global()
@Module({})
export class SenderModule {
  static forRoot(config: Pick<GatewayConfig, 'BOT_TOKEN' | 'TELEGRAM_API_ROOT'>): DynamicModule {
    const { BOT_TOKEN: token, TELEGRAM_API_ROOT: apiRoot } = config;
    return {
      module: SenderModule,
      providers: [
        {
          provide: SENDER,
          inject: [TelegramLimiter, EffectLedger, WorkBus],
          useFactory: (limiter: TelegramLimiter, ledger: EffectLedger, bus: WorkBus) =>
            createSender(createTelegramClient({ token, apiRoot, limiter }), ledger, (userId) =>
              bus.publish(personReachability, { userId, reachable: false, at: new Date().toISOString() }),
            ),
        },
      ],
      exports: [SENDER],
    };
  }
}
