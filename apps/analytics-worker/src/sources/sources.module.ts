import { hkdfSync } from 'node:crypto';
import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { WorkerConfig } from '@analyticbot/config';
import { BotApiSource, PreviewSource, SourceResolver, TelegramApi } from '@analyticbot/telegram';
import { MEMBER_HASH_KEY } from '../worker.tokens.js';

/** What Telegram is reached with. */
type SourcesConfig = Pick<
  WorkerConfig,
  'BOT_TOKEN' | 'TELEGRAM_API_ROOT' | 'PREVIEW_ENABLED' | 'PREVIEW_ROOT'
>;

/** Where figures come from, and the key under which members are kept. */
@Global()
@Module({})
export class SourcesModule {
  static forRoot(config: SourcesConfig): DynamicModule {
    return {
      module: SourcesModule,
      providers: [
        {
          provide: SourceResolver,
          inject: [TelegramApi],
          useFactory: (api: TelegramApi) => sourcesOf(config, api),
        },
        { provide: MEMBER_HASH_KEY, useFactory: () => memberHashKey(config.BOT_TOKEN) },
      ],
      exports: [SourceResolver, MEMBER_HASH_KEY],
    };
  }
}

function sourcesOf(
  { PREVIEW_ENABLED: enabled, PREVIEW_ROOT: root }: SourcesConfig,
  api: TelegramApi,
): SourceResolver {
  const bot = new BotApiSource(api);
  return new SourceResolver(enabled ? [bot, new PreviewSource({ root })] : [bot]);
}

/** See docs/decisions/0006: the key must not lie beside the data it protects, and no further secret is wanted. */
function memberHashKey(botToken: string): Buffer {
  return Buffer.from(hkdfSync('sha256', botToken, 'analyticbot', 'member-hash', 32));
}
