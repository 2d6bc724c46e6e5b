import { ChannelAdministratorEntity } from '../channels/channel-administrator.entity.js';
import { ChannelEntity } from '../channels/channel.entity.js';
import { InviteLinkEntity } from '../events/invite-link.entity.js';
import { MembershipEventEntity } from '../events/membership-event.entity.js';
import { PostReactionsEntity } from '../events/post-reactions.entity.js';
import { PostEntity } from '../events/post.entity.js';
import { ChannelDailyEntity } from '../rollups/channel-daily.entity.js';
import { PostDailyEntity } from '../rollups/post-daily.entity.js';
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
  ChannelDailyEntity,
  PostDailyEntity,
  TelegramSessionEntity,
] as const;
