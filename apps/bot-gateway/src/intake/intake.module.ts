import { Module, type DynamicModule } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { Telegram } from 'telegraf';
import type { GatewayConfig } from '@analyticbot/config';
import { EffectLedger, WORK_CONNECTION } from '@analyticbot/messaging';
import { TelegramApi } from '@analyticbot/telegram';
import { SENDER } from '../bot/bot.tokens.js';
import { IntakeRunner } from './intake-runner.js';
import { Poller } from './poller.js';
import { PollerLease } from './poller-lease.js';
import { UpdateIntake } from './update-intake.js';

/** How long a crashed poller keeps the others waiting. */
const leaseMs = 6_000;

/** The way in: by webhook where `WEBHOOK_URL` says so, otherwise by one replica that polls. */
@Module({})
export class IntakeModule {
  static forRoot(config: GatewayConfig, identity: { readonly replicaId: string }): DynamicModule {
    return {
      module: IntakeModule,
      providers: [
        UpdateIntake,
        {
          provide: Poller,
          inject: [TelegramApi, WORK_CONNECTION, UpdateIntake],
          useFactory: (api: TelegramApi, redis: Redis, intake: UpdateIntake) =>
            new Poller({ api, intake, lease: new PollerLease(redis, identity.replicaId, leaseMs) }),
        },
        {
          provide: IntakeRunner,
          inject: [TelegramApi, SENDER, EffectLedger, Poller],
          useFactory: (api: TelegramApi, sender: Telegram, ledger: EffectLedger, poller: Poller) =>
            new IntakeRunner({ config, api, sender, ledger }, poller),
        },
      ],
      exports: [UpdateIntake],
    };
  }
}
