import { AlertEventEntity } from '../alerts/alert-event.entity.js';
import { AlertRuleEntity } from '../alerts/alert-rule.entity.js';
import { ChannelBoostEntity } from '../boosts/channel-boost.entity.js';
import { ChannelAdministratorEntity } from '../channels/channel-administrator.entity.js';
import { ChannelEntity } from '../channels/channel.entity.js';
import { DigestSubscriptionEntity } from '../digests/digest-subscription.entity.js';
import { CampaignEntity } from '../events/campaign.entity.js';
import { InviteLinkEntity } from '../events/invite-link.entity.js';
import { MembershipEventEntity } from '../events/membership-event.entity.js';
import { PostReactionsEntity } from '../events/post-reactions.entity.js';
import { PostEntity } from '../events/post.entity.js';
import { ProcessedMessageEntity } from '../messages/processed-message.entity.js';
import { UserEntity } from '../people/user.entity.js';
import { ChannelDailyEntity } from '../rollups/channel-daily.entity.js';
import { ChannelHourlyEntity } from '../rollups/channel-hourly.entity.js';
import { LinkHourlyEntity } from '../rollups/links/link-hourly.entity.js';
import { PostDailyEntity } from '../rollups/post-daily.entity.js';
import { PostRankingEntity } from '../rollups/rankings/post-ranking.entity.js';
import { RetentionHorizonEntity } from '../partitions/retention/retention-horizon.entity.js';
import { TelegramSessionEntity } from '../sessions/telegram-session.entity.js';
import { ChannelSnapshotEntity } from '../snapshots/channel-snapshot.entity.js';
import { PostSnapshotEntity } from '../snapshots/post-snapshot.entity.js';

/** Every entity, for `PoolingModule` and `createDataSource`. */
export const storageEntities = [
  ChannelEntity,
  ChannelAdministratorEntity,
  PostEntity,
  PostReactionsEntity,
  PostSnapshotEntity,
  ChannelSnapshotEntity,
  MembershipEventEntity,
  InviteLinkEntity,
  CampaignEntity,
  ChannelHourlyEntity,
  ChannelDailyEntity,
  PostDailyEntity,
  PostRankingEntity,
  LinkHourlyEntity,
  UserEntity,
  AlertRuleEntity,
  AlertEventEntity,
  DigestSubscriptionEntity,
  ProcessedMessageEntity,
  TelegramSessionEntity,
  RetentionHorizonEntity,
  ChannelBoostEntity,
] as const;
