export { TelegramModule } from './nest/telegram.module.js';
export type { TelegramOptions } from './nest/telegram.module.js';

export {
  TelegramError,
  BlockedByUserError,
  NotAMemberError,
  NotEnoughRightsError,
  ChatNotFoundError,
  ChatMigratedError,
  RateLimitedError,
  TelegramUnavailableError,
  LimiterDeadlineError,
  CallAbortedError,
} from './errors/telegram.errors.js';
export type { TelegramErrorCode, TelegramErrorFields } from './errors/telegram.errors.js';
export { mended } from './mending/mending.js';
export { classifyTelegramError } from './errors/classify-telegram-error.js';

export { lanes, withLane, currentLane } from './limiter/lanes.js';
export type { Lane } from './limiter/lanes.js';
export { TelegramLimiter } from './limiter/telegram-limiter.js';
export type { AcquireRequest, Permit, TelegramLimiterOptions } from './limiter/telegram-limiter.js';
export { telegramLimits } from './limiter/limits.js';
export type { LimiterLimits, WindowLimit } from './limiter/limits.js';
export type { LimiterStats } from './limiter/limiter-stats.js';

export { createTelegramClient } from './client/create-telegram-client.js';
export type { TelegramClientOptions } from './client/create-telegram-client.js';
export { TelegramApi } from './client/telegram-api.js';
export type {
  BotIdentity,
  ChatAdministratorReading,
  ChatMemberReading,
  ChatReading,
  FetchedUpdate,
  UpdatesRequest,
  WebhookInfo,
  WebhookRequest,
} from './client/telegram-api.js';

export type {
  ChannelReading,
  ChannelRef,
  FigureKind,
  FigureSource,
  PostKind,
  PostReading,
  PostsQuery,
  ReactionReading,
  ReadOptions,
  ShownCount,
  SourceName,
  UnfitReason,
} from './sources/figure-source.js';
export { SourceError } from './sources/source.errors.js';
export type { SourceErrorCode } from './sources/source.errors.js';
export { BotApiSource } from './sources/bot-api.source.js';
export { PreviewSource } from './sources/preview.source.js';
export type { PreviewSourceOptions } from './sources/preview.source.js';
export { MtprotoSource } from './mtproto/mtproto.source.js';
export type { MtprotoSourceOptions } from './mtproto/mtproto.source.js';
export { openMtcute } from './mtproto/mtcute/open-mtcute.js';
export type { MtcuteOptions } from './mtproto/mtcute/open-mtcute.js';
export type {
  InputChannel,
  MtprotoConnection,
  MtprotoRequest,
  OpenMtproto,
  SessionStore,
} from './mtproto/mtproto-connection.js';
export { seal, sealingKey, unseal } from './mtproto/sealed-text.js';
export { reasonOf, SourceResolver } from './sources/source-resolver.js';
export type { PassedOver, Resolution } from './sources/source-resolver.js';

export { parseCount } from './preview/parse-count.js';
export { parsePreviewPage } from './preview/parse-preview-page.js';
export type { PreviewPage, PreviewPageKind } from './preview/preview-page.js';

export { classifyUpdate } from './updates/classify-update.js';
export type { ClassifiedUpdate, RawUpdate } from './updates/classify-update.js';
export { updateKinds } from './updates/update-kinds.js';
export type { IgnoredReason, UpdateKind, UpdateRoute } from './updates/update-kinds.js';
export { UpdateError } from './updates/update.errors.js';
export type { UpdateErrorCode } from './updates/update.errors.js';
export { channelEventOf } from './updates/channel-event-of.js';
export type {
  BoostEvent,
  ChannelEvent,
  ChannelName,
  IgnoredEvent,
  InviteLinkSeen,
  JoinRequestEvent,
  MemberEvent,
  NoEventReason,
  PostEvent,
  ReactionCountEvent,
} from './updates/channel-event.types.js';

export { excerptOf } from './excerpt.js';
export { memberHash } from './member-hash.js';
