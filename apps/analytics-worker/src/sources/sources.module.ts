import { hkdfSync } from 'node:crypto';
import { Global, Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import type { WorkerConfig } from '@analyticbot/config';
import { TelegramSessionsRepository } from '@analyticbot/storage';
import {
  BotApiSource,
  MtprotoSource,
  openMtcute,
  PreviewSource,
  sealingKey,
  SourceResolver,
  TelegramApi,
  type FigureSource,
} from '@analyticbot/telegram';
import { MEMBER_HASH_KEY } from '../worker.tokens.js';
import { KeptSession } from './kept-session.js';

/** What Telegram is reached with. */
type SourcesConfig = Pick<
  WorkerConfig,
  'BOT_TOKEN' | 'PREVIEW_ENABLED' | 'PREVIEW_ROOT' | 'TELEGRAM_API_ID' | 'TELEGRAM_API_HASH'
>;

/** The source over MTProto with its login; null where it is switched off. */
interface Mtproto {
  readonly source: MtprotoSource;
  readonly session: KeptSession;
}

const MTPROTO = Symbol('mtproto');

/** Where figures come from, and the key under which members are kept. */
@Global()
@Module({})
export class SourcesModule implements OnApplicationShutdown {
  constructor(@Inject(MTPROTO) private readonly mtproto: Mtproto | null) {}

  static forRoot(config: SourcesConfig): DynamicModule {
    return {
      module: SourcesModule,
      providers: [
        {
          provide: SourceResolver,
          inject: [TelegramApi, MTPROTO],
          useFactory: (api: TelegramApi, mtproto: Mtproto | null) =>
            new SourceResolver([...sourcesOf(config, api), ...(mtproto === null ? [] : [mtproto.source])]),
        },
        {
          provide: MTPROTO,
          inject: [TelegramSessionsRepository],
          useFactory: (sessions: TelegramSessionsRepository) => mtprotoOf(config, sessions),
        },
        { provide: MEMBER_HASH_KEY, useFactory: () => memberHashKey(config.BOT_TOKEN) },
      ],
      exports: [SourceResolver, MEMBER_HASH_KEY],
    };
  }

  /** Ends the connection and leaves the login to the next replica. */
  async onApplicationShutdown(): Promise<void> {
    await this.mtproto?.source.close();
    await this.mtproto?.session.free().catch(() => undefined);
  }
}

function sourcesOf(
  { PREVIEW_ENABLED: enabled, PREVIEW_ROOT: root }: SourcesConfig,
  api: TelegramApi,
): FigureSource[] {
  const bot = new BotApiSource(api);
  return enabled ? [bot, new PreviewSource({ root })] : [bot];
}

/** Connects when the first figure is read, not at start. */
function mtprotoOf(
  { BOT_TOKEN: botToken, TELEGRAM_API_ID: apiId, TELEGRAM_API_HASH: apiHash }: SourcesConfig,
  sessions: TelegramSessionsRepository,
): Mtproto | null {
  if (apiId === undefined || apiHash === undefined) return null;
  const session = new KeptSession(sessions, sealingKey(botToken));
  return {
    source: new MtprotoSource({ open: openMtcute({ botToken, apiId, apiHash }), store: session }),
    session,
  };
}

/** See docs/decisions/0006: the key must not lie beside the data it protects, and no further secret is wanted. */
function memberHashKey(botToken: string): Buffer {
  return Buffer.from(hkdfSync('sha256', botToken, 'analyticbot', 'member-hash', 32));
}
