import { Module, type DynamicModule } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { GatewayConfig } from '@analyticbot/config';
import { queueSettings, routes } from '@analyticbot/contracts';
import { defineQueue, MessagingModule, WORK_CONNECTION } from '@analyticbot/messaging';
import {
  HealthModule,
  MetricsModule,
  redisIndicator,
  VitalsModule,
  type ServiceIdentity,
} from '@analyticbot/observability';
import { TelegramModule } from '@analyticbot/telegram';
import { BotModule } from './bot/bot.module.js';
import { IntakeModule } from './intake/intake.module.js';
import { SenderModule } from './sender/sender.module.js';
import { GatewayVitals } from './vitals/gateway-vitals.js';

/** The gateway, put together: Telegram in (intake), Telegram out (sender), and the bot between them. */
@Module({})
export class GatewayModule {
  static forRoot(config: GatewayConfig, identity: ServiceIdentity): DynamicModule {
    const queues = Object.entries(queueSettings).map(([name, settings]) =>
      defineQueue({ name, ...settings }),
    );
    return {
      module: GatewayModule,
      imports: [
        MessagingModule.forRoot({
          redisUrl: config.REDIS_URL,
          ...identity,
          queues,
          contracts: routes['bot-gateway'].takes,
          sends: routes['bot-gateway'].sends,
          // An update may fill the whole body we take, and travels in an envelope.
          maxPayloadBytes: 2 * 1024 * 1024,
        }),
        VitalsModule.forRootAsync({
          inject: [WORK_CONNECTION],
          useFactory: (redis: Redis) => ({ redis, ...identity }),
        }),
        MetricsModule.forRoot({ service: identity.service }),
        HealthModule.forRootAsync({
          inject: [WORK_CONNECTION],
          useFactory: (redis: Redis) => ({ indicators: [redisIndicator('redis', redis)] }),
        }),
        TelegramModule.forRootAsync({
          inject: [WORK_CONNECTION],
          useFactory: (redis: Redis) => ({
            redis,
            token: config.BOT_TOKEN,
            apiRoot: config.TELEGRAM_API_ROOT,
          }),
        }),
        SenderModule.forRoot(config),
        BotModule.forRoot(config),
        IntakeModule.forRoot(config, identity),
      ],
      providers: [GatewayVitals],
    };
  }
}
