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

export { BoostsRepository } from './boosts/boosts.repository.js';
export type { BoostCounts, BoostEvent } from './boosts/boost.types.js';

export { ChannelEventsRepository } from './events/channel-events.repository.js';
export type {
  ChannelEventsBatch,
  InviteLinkSeen,
  MembershipEvent,
  PostDeletion,
  PostEvent,
  PostSighting,
  ReactionCounts,
  StoredEvents,
} from './events/event.types.js';

export { SnapshotsRepository } from './snapshots/snapshots.repository.js';
export { SnapshotsRefusedError, type RefusedSnapshot } from './snapshots/snapshots.errors.js';
export type {
  ChannelSnapshot,
  PostSnapshot,
  SnapshotSource,
  StoredSnapshots,
} from './snapshots/snapshot.types.js';

export { ReportsRepository, subscriberTolerances } from './reports/reports.repository.js';
export { SeriesRepository } from './reports/series.repository.js';
export { RawReportsRepository } from './reports/raw-reports.repository.js';
export { FiguresRepository, type LinkAndWindow } from './reports/figures/figures.repository.js';
export type {
  LinkHour,
  LinkMember,
  LinkOfWindow,
  MembersOfLinks,
  SettledJoins,
  ViewsAround,
  ViewsReading,
} from './reports/figures/figure.types.js';
export type {
  ChannelDay,
  DayFigures,
  GainingPost,
  Growth,
  PostReport,
  ReportWindow,
  SnapshotCoverage,
  SpanFigures,
  SubscriberPoint,
  SubscriberPoints,
  ViewsAtAge,
  WindowMembership,
} from './reports/report.types.js';

export { PeopleRepository } from './people/people.repository.js';
export { DigestsRepository, type ComingDigest } from './digests/digests.repository.js';

export { TelegramSessionsRepository } from './sessions/telegram-sessions.repository.js';
export type { SessionLease, TelegramSession } from './sessions/telegram-sessions.repository.js';

export { PartitionsRepository } from './partitions/partitions.repository.js';
export type { Retired, RetentionPolicy } from './partitions/retention/retire-months.sql.js';
export { RollupsRepository } from './rollups/rebuild/rollups.repository.js';
export { ensurePartitions } from './partitions/ensure-partitions.sql.js';

export { migrate, revert, type MigrateOptions } from './schema/migrate.js';
export { assertSchemaCurrent, pendingMigrations, type SchemaReader } from './schema/assert-schema-current.js';
export { MigrationLockError, SchemaOutdatedError } from './schema/schema.errors.js';
export { performanceIndexes } from './schema/performance-index-list.js';
export { storageEntities } from './schema/entities.js';
export { migrationsTable, storageMigrations } from './migrations/migrations.js';
