import { z } from 'zod';
import { channelErrors, type ChannelAndUser } from './channels.js';
import type { RequestContract } from './contract.js';
import { coverage, figureSource, unavailableReason } from './figure.js';
import { instant, telegramId } from './ids.js';
import { queueNames } from './queues.js';

const errors = [channelErrors.notChannelAdmin, channelErrors.botNotAdmin, channelErrors.telegramUnavailable];

/** What is forecast and watched: subscribers, or the views that all posts gain a day. */
export const outlookMetric = z.enum(['subscribers', 'views']);
export type OutlookMetric = z.infer<typeof outlookMetric>;

const forecastMethod = z.enum(['seasonal-naive', 'holt-winters']);

const channelForecastRequest = z.object({
  channelId: telegramId,
  userId: telegramId,
  metric: outlookMetric,
  /** Days ahead. */
  days: z.number().int().min(1).max(30),
});
export type ChannelForecastRequest = z.infer<typeof channelForecastRequest>;

/** A forecast with its method, its interval at each day and the backtest that speaks for it; or the reason why there is none. */
export const channelForecast = z.discriminatedUnion('available', [
  z.object({
    available: z.literal(true),
    metric: outlookMetric,
    source: figureSource,
    method: forecastMethod,
    /** 0.8: eight of ten days come within their interval. */
    level: z.number(),
    days: z.array(z.object({ day: z.iso.date(), value: z.number(), low: z.number(), high: z.number() })),
    /** Days of the past with a value. */
    sampleSize: z.number().int().nonnegative(),
    /** Those of all days that were used, short gaps bridged; absent from replicas that don't tell yet. */
    coverage: coverage.optional(),
    backtest: z.object({
      folds: z.number().int().positive(),
      /** Mean absolute error of each method, in the metric's unit. */
      errors: z.record(forecastMethod, z.number()),
    }),
  }),
  z.object({ available: z.literal(false), metric: outlookMetric, reason: unavailableReason }),
]);
export type ChannelForecast = z.infer<typeof channelForecast>;

/** How a channel will do, for one of its administrators. */
export const reportChannelForecast: RequestContract<ChannelForecastRequest, ChannelForecast> = {
  kind: 'request',
  pattern: 'report.channel-forecast',
  version: 1,
  queue: queueNames.workerRequests,
  timeoutMs: 5_000,
  request: channelForecastRequest,
  reply: channelForecast,
  errors,
};

/** Whether a metric is unusual now: twice in a row outside what is usual at this time of the week, on the same side. */
export const anomalyFinding = z.discriminatedUnion('anomalous', [
  z.object({
    anomalous: z.literal(true),
    metric: outlookMetric,
    direction: z.enum(['up', 'down']),
    /** The beginning of the last hour (subscribers) or day (views) looked at. */
    at: instant,
    /** What changed in it: subscribers, or views gained. */
    value: z.number(),
    expected: z.number(),
    tolerance: z.number(),
    /** Earlier weeks it is held against. */
    sampleSize: z.number().int().nonnegative(),
  }),
  z.object({
    anomalous: z.literal(false),
    metric: outlookMetric,
    reason: z.enum(['usual', 'not-enough-data', 'gap-in-data']),
  }),
]);
export type AnomalyFinding = z.infer<typeof anomalyFinding>;

/** What is unusual about a channel now, one finding a metric. */
export const channelAnomalies = z.object({ checkedAt: instant, findings: z.array(anomalyFinding) });
export type ChannelAnomalies = z.infer<typeof channelAnomalies>;

/** What is unusual about a channel now, for one of its administrators. */
export const reportChannelAnomalies: RequestContract<ChannelAndUser, ChannelAnomalies> = {
  kind: 'request',
  pattern: 'report.channel-anomalies',
  version: 1,
  queue: queueNames.workerRequests,
  timeoutMs: 5_000,
  request: z.object({ channelId: telegramId, userId: telegramId }),
  reply: channelAnomalies,
  errors,
};
