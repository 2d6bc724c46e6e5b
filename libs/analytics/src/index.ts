export { missing } from './figure.js';
export type {
  AvailableFigure,
  Figure,
  FigureCoverage,
  FigureWindow,
  MissingFigure,
  UnavailableReason,
} from './figure.js';
export { growthParts, netChange } from './growth.js';
export type { CountedSubscribers, GrowthParts } from './growth.js';
export { asPosts } from './post-views.js';
export type { PostViews } from './post-views.js';
export { averagePostReach, engagementRateByReach, mean, median, viewRate } from './reach.js';
export { engagementRate } from './engagement.js';
export type { PostEngagement } from './engagement.js';
export { dayOf, daysUpTo, reachByDay } from './daily-series.js';
export type { DayValue } from './daily-series.js';
