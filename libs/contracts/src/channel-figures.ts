import { z } from 'zod';
import { channelErrors } from './channels.js';
import type { RequestContract } from './contract.js';
import { figure, hourOfWeek } from './figure.js';
import { instant, telegramId } from './ids.js';
import { queueNames } from './queues.js';

/** Every figure of a channel or a campaign, by the name it has in docs/figures.md. */
export const figureName = z.enum([
  'subscribers',
  'growth',
  'average-reach',
  'reach-12h',
  'reach-24h',
  'reach-48h',
  'err',
  'err24',
  'er',
  'vr',
  'daily-reach',
  'best-hour',
  'churn-1d',
  'churn-7d',
  'churn-30d',
  'net-cps',
]);
export type FigureName = z.infer<typeof figureName>;

/** A figure with its definition: what is printed with it. */
export const definedFigure = z.object({
  name: figureName,
  title: z.string(),
  formula: z.string(),
  /** `share` is a fraction; `money` is in the campaign's currency; `times-median` is a multiple of the channel's median. */
  unit: z.enum(['people', 'views', 'share', 'times-median', 'money']),
  figure,
  /** Of the best hour. */
  hourOfWeek: hourOfWeek.optional(),
  /** Of growth: growth = joins − leaves + unexplained. */
  parts: z.object({ joins: z.number(), leaves: z.number(), unexplained: z.number() }).optional(),
});
export type DefinedFigure = z.infer<typeof definedFigure>;

const campaignFigures = z.object({
  link: z.string(),
  name: z.string().nullable(),
  /** False for an invite link that nobody declared a campaign. */
  isCampaign: z.boolean(),
  currency: z.string().nullable(),
  figures: z.array(definedFigure),
});

/** Something that bought subscribers would look like, and honest causes may: what was measured, and the limit it crossed. */
export const fraudHint = z.object({
  kind: z.enum(['growth-without-views', 'link-burst', 'flat-hours']),
  value: z.number(),
  limit: z.number(),
  sampleSize: z.number().int().nonnegative(),
  link: z.string().optional(),
});

/** The figures of a channel, of its campaigns and links, and hints of bought subscribers. */
export const channelFigures = z.object({
  generatedAt: instant,
  figures: z.array(definedFigure),
  campaigns: z.array(campaignFigures).max(20),
  hints: z.array(fraudHint),
  /** Absent when all joins are known by link. Else links, hints about them and the campaigns' churn count joins from this moment on. */
  linksSince: instant.optional(),
});
export type ChannelFigures = z.infer<typeof channelFigures>;

const channelFiguresRequest = z.object({
  channelId: telegramId,
  userId: telegramId,
  /** The window: so many days up to now. */
  days: z.union([z.literal(7), z.literal(30), z.literal(90)]),
});
export type ChannelFiguresRequest = z.infer<typeof channelFiguresRequest>;

/** Every figure of a channel with its definition, for one of its administrators. */
export const reportChannelFigures: RequestContract<ChannelFiguresRequest, ChannelFigures> = {
  kind: 'request',
  pattern: 'report.channel-figures',
  version: 1,
  queue: queueNames.workerRequests,
  timeoutMs: 5_000,
  request: channelFiguresRequest,
  reply: channelFigures,
  errors: [channelErrors.notChannelAdmin, channelErrors.botNotAdmin, channelErrors.telegramUnavailable],
};
