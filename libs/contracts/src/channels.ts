import { z } from 'zod';
import type { EventContract, RequestContract } from './contract.js';
import { instant, telegramId } from './ids.js';
import { queueNames } from './queues.js';

/** What the bot can see of a channel, and why it can't see the rest. */
export const visibility = z.object({
  subscribers: z.boolean(),
  joinsAndLeaves: z.boolean(),
  posts: z.boolean(),
  reactions: z.boolean(),
  views: z.discriminatedUnion('available', [
    z.object({ available: z.literal(true), source: z.enum(['preview', 'mtproto']) }),
    z.object({ available: z.literal(false), reason: z.enum(['private-channel', 'preview-disabled']) }),
  ]),
});
export type Visibility = z.infer<typeof visibility>;

/** A channel as an owner sees it in a list. */
export const channelSummary = z.object({
  id: telegramId,
  title: z.string(),
  username: z.string().nullable(),
  status: z.enum(['active', 'lost']),
  /** When its figures were last read; null before the first time. */
  collectedAt: instant.nullable(),
  subscribers: z.number().int().nonnegative().nullable(),
});
export type ChannelSummary = z.infer<typeof channelSummary>;

/** Codes of refusals about a channel. */
export const channelErrors = {
  /** The bot is no administrator of the channel. */
  botNotAdmin: 'E_BOT_NOT_ADMIN',
  /** The user is no administrator of the channel, or it is unknown: both look the same from outside. */
  notChannelAdmin: 'E_NOT_CHANNEL_ADMIN',
  /** The chat is a group or a person. */
  notAChannel: 'E_NOT_A_CHANNEL',
  /** Telegram can't be asked right now. */
  telegramUnavailable: 'E_TELEGRAM_UNAVAILABLE',
} as const;

const channelAndUser = z.object({ channelId: telegramId, userId: telegramId });
export type ChannelAndUser = z.infer<typeof channelAndUser>;

const registration = z.object({ channel: channelSummary, visibility });
export type Registration = z.infer<typeof registration>;

/** Start to follow a channel, after Telegram confirmed that bot and user are administrators. Repeating it is harmless. */
export const registerChannel: RequestContract<ChannelAndUser, Registration> = {
  kind: 'request',
  pattern: 'channel.register',
  version: 1,
  queue: queueNames.workerRequests,
  timeoutMs: 10_000,
  request: channelAndUser,
  reply: registration,
  errors: Object.values(channelErrors),
};

/** The channels a user administers, by title. */
export const listChannels: RequestContract<{ userId: string }, { channels: ChannelSummary[] }> = {
  kind: 'request',
  pattern: 'channel.list',
  version: 1,
  queue: queueNames.workerRequests,
  timeoutMs: 5_000,
  request: z.object({ userId: telegramId }),
  reply: z.object({ channels: z.array(channelSummary) }),
  errors: [],
};

const botStatusChange = z.object({
  channelId: telegramId,
  title: z.string(),
  username: z.string().nullable(),
  /** Whether the bot administers the channel after the change. */
  admin: z.boolean(),
  changedBy: telegramId,
  changedAt: instant,
});
export type BotStatusChange = z.infer<typeof botStatusChange>;

const botStatusOutcome = z.object({
  /** False when a newer change was already known: a late or repeated update changes nothing. */
  applied: z.boolean(),
  /** Administrators to tell, as private chat ids: nobody since `channelLost` does. */
  tell: z.array(telegramId),
});
export type BotStatusOutcome = z.infer<typeof botStatusOutcome>;

/** The bot was made administrator of a channel, or is none any more. Cached rights are dropped at once. */
export const changeBotStatus: RequestContract<BotStatusChange, BotStatusOutcome> = {
  kind: 'request',
  pattern: 'channel.bot-status',
  version: 1,
  queue: queueNames.workerRequests,
  timeoutMs: 10_000,
  request: botStatusChange,
  reply: botStatusOutcome,
  errors: [channelErrors.telegramUnavailable],
};

const firstReport = z.object({ channelId: telegramId, title: z.string(), tell: z.array(telegramId) });
export type FirstReport = z.infer<typeof firstReport>;

/** The first collection of a channel is complete: its report can be read. Sent once a channel. */
export const firstReportReady: EventContract<FirstReport> = {
  kind: 'event',
  pattern: 'channel.first-report-ready',
  version: 1,
  queue: queueNames.gatewayEvents,
  payload: firstReport,
};

const lostChannel = z.object({
  channelId: telegramId,
  title: z.string(),
  tell: z.array(telegramId),
  /** The same for everything that is told of one loss: whoever was told under it is not told again. */
  lossId: z.string().min(1),
});
export type LostChannel = z.infer<typeof lostChannel>;

/** The bot lost its access to a channel, as an update or a failed reading told. */
export const channelLost: EventContract<LostChannel> = {
  kind: 'event',
  pattern: 'channel.lost',
  version: 1,
  queue: queueNames.gatewayEvents,
  payload: lostChannel,
};

const wantedFigures = z.object({ channelId: telegramId, at: instant });
export type FiguresWanted = z.infer<typeof wantedFigures>;

/** A channel's figures are wanted fresh at `at`, such as when a digest is made: they are read shortly before. */
export const figuresWanted: EventContract<FiguresWanted> = {
  kind: 'event',
  pattern: 'channel.figures-wanted',
  version: 1,
  queue: queueNames.workerChannelEvents,
  payload: wantedFigures,
};
