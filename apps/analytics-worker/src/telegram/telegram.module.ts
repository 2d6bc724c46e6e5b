import { hkdfSync } from 'node:crypto';
import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { WorkerConfig } from '@analyticbot/config';
import { WORK_CONNECTION } from '@analyticbot/messaging';
import {
  BotApiSource,
  createTelegramClient,
  PreviewSource,
  SourceResolver,
  TelegramApi,
  TelegramLimiter,
} from '@analyticbot/telegram';
import { MEMBER_HASH_KEY } from '../worker.tokens.js';

/** What Telegram is reached with. */
type TelegramConfig = Pick<
  WorkerConfig,
  'BOT_TOKEN' | 'TELEGRAM_API_ROOT' | 'PREVIEW_ENABLED' | 'PREVIEW_ROOT'
>;

/** The way to Telegram: the limiter all replicas share, questions, and the sources of figures. */
@Global()
@Module({})
export class TelegramModule {
  static forRoot(config: TelegramConfig): DynamicModule {
    return {
      module: TelegramModule,
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
            new TelegramApi(
              createTelegramClient({ token: config.BOT_TOKEN, apiRoot: config.TELEGRAM_API_ROOT, limiter }),
            ),
        },
        {
          provide: SourceResolver,
          inject: [TelegramApi],
          useFactory: (api: TelegramApi) => sourcesOf(config, api),
        },
        { provide: MEMBER_HASH_KEY, useFactory: () => memberHashKey(config.BOT_TOKEN) },
      ],
      exports: [TelegramLimiter, TelegramApi, SourceResolver, MEMBER_HASH_KEY],
    };
  }
}

function sourcesOf(
  { PREVIEW_ENABLED: enabled, PREVIEW_ROOT: root }: TelegramConfig,
  api: TelegramApi,
): SourceResolver {
  const bot = new BotApiSource(api);
  return new SourceResolver(enabled ? [bot, new PreviewSource({ root })] : [bot]);
}

/** See docs/decisions/0006: the key must not lie beside the data it protects, and no further secret is wanted. */
function memberHashKey(botToken: string): Buffer {
  return Buffer.from(hkdfSync('sha256', botToken, 'analyticbot', 'member-hash', 32));
}
