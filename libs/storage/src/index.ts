export { StorageModule, type StorageOptions } from './nest/storage.module.js';

export { ChannelsRepository } from './channels/channels.repository.js';
export type {
  Channel,
  ChannelAdministrator,
  ChannelKind,
  ChannelProfile,
  ChannelRegistration,
} from './channels/channel.types.js';

export { CollectionRepository } from './collection/collection.repository.js';
export type { DueCandidate, KnownPost, PostTimes } from './collection/collection.types.js';

export { ChannelEventsRepository } from './events/channel-events.repository.js';
export type {
  ChannelEventsBatch,
  InviteLinkSeen,
  MembershipEvent,
  PostDeletion,
  PostEvent,
  ReactionCounts,
  StoredEvents,
} from './events/event.types.js';

export { SnapshotsRepository } from './snapshots/snapshots.repository.js';
export type {
  ChannelSnapshot,
  PostSnapshot,
  SnapshotSource,
  StoredSnapshots,
} from './snapshots/snapshot.types.js';

export { ReportsRepository, subscriberTolerances } from './reports/reports.repository.js';
export { SeriesRepository } from './reports/series.repository.js';
export { FiguresRepository, type LinkAndWindow } from './reports/figures/figures.repository.js';
export type {
  LinkHour,
  LinkMember,
  LinkOfWindow,
  ViewsAround,
  ViewsReading,
} from './reports/figures/figure.types.js';
export { RawReportsQueries } from './reports/raw-reports.queries.js';
export type {
  ChannelDay,
  PostReport,
  ReportWindow,
  SnapshotCoverage,
  SubscriberPoint,
  SubscriberPoints,
  ViewsAtAge,
} from './reports/report.types.js';

export { TelegramSessionsRepository } from './sessions/telegram-sessions.repository.js';
export type { SessionLease, TelegramSession } from './sessions/telegram-sessions.repository.js';

export { PartitionsRepository } from './partitions/partitions.repository.js';
export { ensurePartitions } from './partitions/ensure-partitions.js';

export { migrate, revert, type MigrateOptions } from './schema/migrate.js';
export { assertSchemaCurrent, pendingMigrations, type SchemaReader } from './schema/assert-schema-current.js';
export { MigrationLockError, SchemaOutdatedError } from './schema/schema.errors.js';
export { performanceIndexes } from './schema/performance-index-list.js';
export { storageEntities } from './schema/entities.js';
export { migrationsTable, storageMigrations } from './migrations/migrations.js';
