import type { MigrationInterface } from 'typeorm';
import { FirstSchema1763900000000 } from './1763900000000-first-schema.migration.js';
import { PeopleAndRules1795597260000 } from './1795597260000-people-and-rules.migration.js';
import { TelegramSessions1795600000000 } from './1795600000000-telegram-sessions.migration.js';
import { SourceReasons1795700000000 } from './1795700000000-source-reasons.migration.js';
import { ChannelBoosts1795800000000 } from './1795800000000-channel-boosts.migration.js';
import { HourlyRollups1796000000000 } from './1796000000000-hourly-rollups.migration.js';
import { LatestGain1796100000000 } from './1796100000000-latest-gain.migration.js';
import { LinkHours1796200000000 } from './1796200000000-link-hours.migration.js';
import { PostRankings1796300000000 } from './1796300000000-post-rankings.migration.js';

/** All migrations, oldest first. Each only adds what an older replica can live with; removals come a release later. */
export const storageMigrations: readonly (new () => MigrationInterface)[] = [
  FirstSchema1763900000000,
  PeopleAndRules1795597260000,
  TelegramSessions1795600000000,
  SourceReasons1795700000000,
  ChannelBoosts1795800000000,
  HourlyRollups1796000000000,
  LatestGain1796100000000,
  LinkHours1796200000000,
  PostRankings1796300000000,
];

/** Where TypeORM remembers which of them ran. */
export const migrationsTable = 'migrations';
