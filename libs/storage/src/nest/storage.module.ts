import {
  ConfigurableModuleBuilder,
  Inject,
  Module,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { Database, nestPoolLog, PerformanceIndexes } from '@analyticbot/pooling';
import { ChannelsRepository } from '../channels/channels.repository.js';
import { CollectionRepository } from '../collection/collection.repository.js';
import { BoostsRepository } from '../boosts/boosts.repository.js';
import { DigestsRepository } from '../digests/digests.repository.js';
import { ChannelEventsRepository } from '../events/channel-events.repository.js';
import { PartitionsRepository } from '../partitions/partitions.repository.js';
import { RawReportsRepository } from '../reports/raw-reports.repository.js';
import { ReportsRepository } from '../reports/reports.repository.js';
import { PeopleRepository } from '../people/people.repository.js';
import { FiguresRepository } from '../reports/figures/figures.repository.js';
import { SeriesRepository } from '../reports/series.repository.js';
import { RollupsRepository } from '../rollups/rebuild/rollups.repository.js';
import { assertSchemaCurrent } from '../schema/assert-schema-current.js';
import { performanceIndexes } from '../schema/performance-index-list.js';
import { TelegramSessionsRepository } from '../sessions/telegram-sessions.repository.js';
import { SnapshotsRepository } from '../snapshots/snapshots.repository.js';

/** Options of `StorageModule`. */
export interface StorageOptions {
  /** Refuse to start while migrations are pending. @default true */
  readonly requireCurrentSchema?: boolean | undefined;
  /** Create missing performance indexes in the background after start. @default true */
  readonly ensureIndexes?: boolean | undefined;
}

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<StorageOptions>()
  .setClassMethodName('forRoot')
  .setExtras({ isGlobal: true }, (definition, extras) => ({ ...definition, global: extras.isGlobal }))
  .build();

const repositories = [
  ChannelsRepository,
  CollectionRepository,
  BoostsRepository,
  DigestsRepository,
  PeopleRepository,
  ChannelEventsRepository,
  SnapshotsRepository,
  ReportsRepository,
  SeriesRepository,
  RawReportsRepository,
  FiguresRepository,
  PartitionsRepository,
  RollupsRepository,
  TelegramSessionsRepository,
];

/** The repositories. Needs `PoolingModule` beside it, for `Database`. */
@Module({
  providers: [
    ...repositories,
    {
      provide: PerformanceIndexes,
      inject: [Database],
      useFactory: (database: Database) =>
        new PerformanceIndexes(database, performanceIndexes, nestPoolLog('Storage')),
    },
  ],
  exports: [...repositories, PerformanceIndexes],
})
export class StorageModule
  extends ConfigurableModuleClass
  implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown
{
  constructor(
    @Inject(MODULE_OPTIONS_TOKEN) private readonly options: StorageOptions,
    private readonly database: Database,
    private readonly indexes: PerformanceIndexes,
  ) {
    super();
  }

  /** Throws `SchemaOutdatedError` when migrations are pending. */
  async onModuleInit(): Promise<void> {
    if (this.options.requireCurrentSchema ?? true) await assertSchemaCurrent(this.database);
  }

  onApplicationBootstrap(): void {
    if (this.options.ensureIndexes ?? true) this.indexes.startInBackground();
  }

  /** A build that runs goes on until the pool drains. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.race([
      this.indexes.settled(),
      new Promise((resolve) => setTimeout(resolve, 2_000).unref()),
    ]);
  }
}
