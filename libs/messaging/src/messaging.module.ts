import {
  Inject,
  type InjectionToken,
  Module,
  type OnApplicationShutdown,
  type OnModuleDestroy,
  type Provider,
  type Type,
} from '@nestjs/common';
import type { Redis } from 'ioredis';
import { WorkBus } from './client/work-bus.service.js';
import { WorkSender } from './client/work-sender.js';
import { WorkClient } from './client/work.client.js';
import { EffectLedger } from './effects/effect-ledger.service.js';
import { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } from './messaging.module-definition.js';
import { type ResolvedMessagingOptions, resolveOptions } from './messaging.options.js';
import { MESSAGING_OPTIONS, WORK_CONNECTION } from './messaging.tokens.js';
import { MessagingMetrics } from './metrics/messaging.metrics.js';
import { QueueInspector } from './metrics/queue-inspector.service.js';
import { NewsBus } from './news/news-bus.service.js';
import { NewsServer } from './news/news.server.js';
import { openCommandConnection } from './redis/connection.js';
import { WorkServer } from './server/work.server.js';

/** A class whose constructor takes what is behind these tokens, in this order. */
function built(type: Type, ...inject: InjectionToken[]): Provider {
  return { provide: type, useFactory: (...args: unknown[]) => new type(...args), inject };
}

const providers: Provider[] = [
  { provide: MESSAGING_OPTIONS, useFactory: resolveOptions, inject: [MODULE_OPTIONS_TOKEN] },
  {
    provide: WORK_CONNECTION,
    useFactory: (options: ResolvedMessagingOptions) =>
      openCommandConnection(
        options.redisUrl,
        `${options.service}:${options.replicaId}`,
        options.commandTimeoutMs,
      ),
    inject: [MESSAGING_OPTIONS],
  },
  {
    provide: MessagingMetrics,
    useFactory: (options: ResolvedMessagingOptions) =>
      new MessagingMetrics(
        options.queues.map(({ name }) => name),
        options.sends,
      ),
    inject: [MESSAGING_OPTIONS],
  },
  {
    provide: NewsServer,
    useFactory: (options: ResolvedMessagingOptions) =>
      new NewsServer({
        redisUrl: options.redisUrl,
        connectionName: `${options.service}:${options.replicaId}:news`,
        startMs: options.commandTimeoutMs,
      }),
    inject: [MESSAGING_OPTIONS],
  },
  built(WorkSender, WORK_CONNECTION, MESSAGING_OPTIONS, MessagingMetrics),
  built(WorkClient, WORK_CONNECTION, WorkSender, MESSAGING_OPTIONS),
  built(NewsBus, WORK_CONNECTION, MESSAGING_OPTIONS),
  built(EffectLedger, WORK_CONNECTION, MESSAGING_OPTIONS),
  built(QueueInspector, WORK_CONNECTION, MESSAGING_OPTIONS, MessagingMetrics),
  built(WorkServer, WORK_CONNECTION, MESSAGING_OPTIONS, MessagingMetrics, QueueInspector),
  built(WorkBus, WorkClient),
];

/**
 * Work (one replica) and news (every replica) over Redis; global. `forRoot(options)` or `forRootAsync({ useFactory, … })`.
 * What an app consumes is started by `connectMessaging(app)` and `app.startAllMicroservices()`.
 */
@Module({
  providers,
  exports: [
    WorkBus,
    WorkClient,
    NewsBus,
    EffectLedger,
    MessagingMetrics,
    QueueInspector,
    NewsServer,
    WorkServer,
    MESSAGING_OPTIONS,
    WORK_CONNECTION,
  ],
})
export class MessagingModule
  extends ConfigurableModuleClass
  implements OnModuleDestroy, OnApplicationShutdown
{
  constructor(
    private readonly work: WorkServer,
    private readonly news: NewsServer,
    private readonly client: WorkClient,
    private readonly metrics: MessagingMetrics,
    @Inject(WORK_CONNECTION) private readonly connection: Redis,
  ) {
    super();
  }

  /** Drains: handlers may still send, and use what other modules close on shutdown. */
  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.work.close(), this.news.close()]);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.client.close();
    this.connection.disconnect();
    this.metrics.close();
  }
}
