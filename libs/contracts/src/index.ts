export type {
  EventContract,
  JobContract,
  NewsContract,
  PayloadOf,
  ReplyOf,
  RequestContract,
  RequestOf,
} from './contract.js';
export { instant, messageId, telegramId } from './ids.js';
export { coverage, figure, figureSource, interval, unavailableReason } from './figure.js';
export type { Coverage, Figure, FigureSource, UnavailableReason } from './figure.js';
export { routes } from './routes.js';
export { jobQueueNames, queueNames, queueSettings } from './queues.js';
export { channelUpdateReceived, chatUpdateReceived, rawUpdate } from './updates.js';
export type { RawUpdate, ReceivedUpdate } from './updates.js';
export {
  changeBotStatus,
  channelErrors,
  channelLost,
  channelSummary,
  figuresWanted,
  firstReportReady,
  listChannels,
  registerChannel,
  visibility,
} from './channels.js';
export type {
  BotStatusChange,
  BotStatusOutcome,
  ChannelAndUser,
  ChannelSummary,
  FiguresWanted,
  FirstReport,
  LostChannel,
  Registration,
  Visibility,
} from './channels.js';
export {
  channelOverview,
  growthParts,
  reportChannelOverview,
  seriesPoint,
  topPost,
} from './channel-overview.js';
export type { ChannelOverview, GrowthParts, SeriesPoint, TopPost } from './channel-overview.js';
export {
  anomalyFinding,
  channelAnomalies,
  channelForecast,
  outlookMetric,
  reportChannelAnomalies,
  reportChannelForecast,
} from './channel-outlook.js';
export type {
  AnomalyFinding,
  ChannelAnomalies,
  ChannelForecast,
  ChannelForecastRequest,
  OutlookMetric,
} from './channel-outlook.js';
export { personReachability } from './people.js';
export type { PersonReachability } from './people.js';
export { cacheInvalidated } from './news.js';
export type { CacheInvalidation } from './news.js';
export { collectChannel, maintainPartitions, planCollection } from './jobs.js';
export type { CollectChannel } from './jobs.js';
export {
  channelFigures,
  definedFigure,
  figureName,
  fraudHint,
  reportChannelFigures,
} from './channel-figures.js';
export type { ChannelFigures, ChannelFiguresRequest, DefinedFigure, FigureName } from './channel-figures.js';
