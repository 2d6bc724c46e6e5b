export { missing } from './figure.js';
export type {
  AvailableFigure,
  Figure,
  FigureCoverage,
  FigureInterval,
  FigureWindow,
  MissingFigure,
  UnavailableReason,
} from './figure.js';
export { figureDefinitions } from './definitions/figure-definitions.js';
export type { FigureDefinition, FigureName } from './definitions/figure-definition.types.js';
export { mean, median } from './statistics/averages.js';
export { meanInterval, medianInterval, ratioInterval, shareInterval } from './statistics/intervals.js';
export { growthBetween, growthParts, netChange, subscribersAt } from './growth/growth.js';
export type { CountedSubscribers, Growth, GrowthParts, ReportedMembership } from './growth/growth.js';
export { asPosts } from './reach/post-views.js';
export type { PostViews } from './reach/post-views.js';
export { averagePostReach, engagementRateByReach, viewRate } from './reach/average-reach.js';
export { engagementRate } from './reach/engagement.js';
export type { PostEngagement } from './reach/engagement.js';
export { dayOf, daysUpTo, reachByDay } from './reach/daily-series.js';
export type { DayValue } from './reach/daily-series.js';
export { valueAt } from './age/value-at.js';
export type { ReadValue } from './age/value-at.js';
export { reachAtAge, viewsAtAge } from './age/reach-at-age.js';
export type { PostAtAge } from './age/reach-at-age.js';
export { viewsGained } from './age/views-gained.js';
export type { PostHistory } from './age/views-gained.js';
export { bestHour } from './rhythm/best-hour.js';
export type { BestHour, PostAtHour } from './rhythm/best-hour.js';
export { hourOfWeekUtc } from './rhythm/hour-of-week.js';
export { findAnomaly } from './rhythm/anomaly.js';
export type { Anomaly, AnomalyOptions, HourValue, NoAnomaly } from './rhythm/anomaly.js';
export { churn, netCostPerSubscriber } from './campaigns/campaign.js';
export type { CampaignKnowledge, CampaignMember, SettledJoins } from './campaigns/campaign.js';
export { forecast } from './forecast/forecast.js';
export type { Forecast, ForecastDay, ForecastMethodName, ForecastOptions } from './forecast/forecast.js';
export { backtest } from './forecast/backtest.js';
export type { Backtest, BacktestOptions } from './forecast/backtest.js';
export { seasonalNaive } from './forecast/seasonal-naive.js';
export type { ForecastMethod } from './forecast/seasonal-naive.js';
export { holtWinters } from './forecast/holt-winters.js';
export { fraudHints } from './fraud/fraud-hints.js';
export type { FraudHint, FraudHintKind, GrowthDay, LinkJoins } from './fraud/fraud-hints.js';
