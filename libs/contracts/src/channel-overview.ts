import { z } from 'zod';
import { channelErrors, channelSummary, type ChannelAndUser } from './channels.js';
import type { RequestContract } from './contract.js';
import { figure, hourOfWeek } from './figure.js';
import { instant, messageId, telegramId } from './ids.js';
import { queueNames } from './queues.js';

/** One day of a series, in UTC. `value` is null where nothing was recorded: a gap, not a zero. */
export const seriesPoint = z.object({ day: z.iso.date(), value: z.number().nullable() });
export type SeriesPoint = z.infer<typeof seriesPoint>;

/** A post with its views as read and as shown: `12.3K` stands for a range. */
export const topPost = z.object({
  messageId,
  postedAt: instant,
  excerpt: z.string(),
  views: z.number().int().nonnegative(),
  viewsShown: z.string(),
  /** The post's address for people who may see it. */
  url: z.url(),
});
export type TopPost = z.infer<typeof topPost>;

/** A net change taken apart: net = joins − leaves + unexplained, which is what Telegram's lossy reports leave open. */
export const growthParts = z.object({
  net: z.number().int(),
  joins: z.number().int().nonnegative(),
  leaves: z.number().int().nonnegative(),
  unexplained: z.number().int(),
});
export type GrowthParts = z.infer<typeof growthParts>;

/** How a channel does: every figure with its source, window, sample size and coverage. */
export const channelOverview = z.object({
  channel: channelSummary,
  generatedAt: instant,
  subscribers: figure,
  change: z.object({ hours24: figure, days7: figure, days30: figure }),
  /** What the changes consist of; null where a change is missing, absent from replicas that don't tell yet. */
  growth: z
    .object({
      hours24: growthParts.nullable(),
      days7: growthParts.nullable(),
      days30: growthParts.nullable(),
    })
    .optional(),
  /** Mean views of the posts of the last 30 days. */
  averageReach: figure,
  /** Average reach ÷ subscribers, as a share (0.25 is 25 %). */
  err: figure,
  /** (forwards + reactions + comments) ÷ views, as a share. */
  er: figure,
  posts30d: figure,
  /** Mean views of the posts of the last 30 days when they were 24 hours old; absent from replicas that don't tell yet. */
  reach24h: figure.optional(),
  /** How many times the channel's median the posts of its best hour reach, over 90 days, and which hour that is; absent as above. */
  bestHour: z.object({ figure, hourOfWeek: hourOfWeek.optional() }).optional(),
  /** Boosts that are neither over nor taken back: those given since the bot is there, so always at least so many. */
  boosts: figure.optional(),
  topPosts: z.array(topPost).max(5),
  /** The last 30 days, oldest first. */
  subscribersByDay: z.array(seriesPoint),
  /** Mean views of the posts of each day, oldest first. */
  reachByDay: z.array(seriesPoint),
});
export type ChannelOverview = z.infer<typeof channelOverview>;

/** The overview of one channel, for one of its administrators. */
export const reportChannelOverview: RequestContract<ChannelAndUser, ChannelOverview> = {
  kind: 'request',
  pattern: 'report.channel-overview',
  version: 1,
  queue: queueNames.workerRequests,
  timeoutMs: 5_000,
  request: z.object({ channelId: telegramId, userId: telegramId }),
  reply: channelOverview,
  errors: [channelErrors.notChannelAdmin, channelErrors.botNotAdmin, channelErrors.telegramUnavailable],
};
