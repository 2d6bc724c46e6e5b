import { z } from 'zod';

/*
 * What the control API takes: JSON bodies, paths and queries. What it answers stands in control-views.ts; errors are
 * {error: string} with status 400, 403, 404 or 409.
 */

const userId = z.coerce.number().int().positive();
const channelId = z.coerce.number().int().negative();

/** The :userId of a path. */
export const userPathSchema = z.object({ userId });
/** The :id of a channel's path. */
export const channelPathSchema = z.object({ id: channelId });
/** Query of /sandbox/stream. */
export const streamQuerySchema = z.object({ user: userId.optional() });
/** Query of /sandbox/calls. */
export const callsQuerySchema = z.object({
  method: z.string().optional(),
  after: z.coerce.number().int().nonnegative().default(0),
});
/** Query of …/shareable. */
export const shareableQuerySchema = z.object({ requestId: z.coerce.number().int() });

/** POST /sandbox/chats/:userId/messages → {messageId} */
export const sendTextSchema = z.object({ text: z.string().trim().min(1).max(4096) });
/** POST /sandbox/chats/:userId/callback → {queryId}; the message must have a button with this data. */
export const pressButtonSchema = z.object({
  messageId: z.number().int().positive(),
  data: z.string().min(1),
});
/** POST /sandbox/chats/:userId/share-chat → {messageId}; the reply keyboard must ask for `requestId`. */
export const shareChatSchema = z.object({
  requestId: z.number().int(),
  channelId: z.number().int().negative(),
});
/** POST /sandbox/chats/:userId/block → {} */
export const blockSchema = z.object({ blocked: z.boolean() });

/** POST /sandbox/channels/:id/bot → {}; `byUserId` must administer the channel. `kicked`: removed and banned. */
export const botInChannelSchema = z.object({
  admin: z.boolean(),
  byUserId: z.number().int().positive(),
  kicked: z.boolean().default(false),
});
/** POST /sandbox/channels/:id/admins → {}; `left` takes the person out of the channel. */
export const adminChangeSchema = z.object({
  userId: z.number().int().positive(),
  status: z.enum(['administrator', 'member', 'left']),
  byUserId: z.number().int().positive().optional(),
});

const count = z.number().int().min(1).max(100_000);
const messageId = z.number().int().positive();

/** POST /sandbox/channels/:id/events → {messageId?}. Without a messageId the newest post is meant. */
export const channelEventSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('post'),
    text: z.string().max(4096).default(''),
    media: z.enum(['text', 'photo', 'video', 'album']).default('text'),
    items: z.number().int().min(2).max(10).optional(),
    reach: z.number().min(0).max(20).optional(),
  }),
  z.object({ kind: z.literal('edit'), messageId: messageId.optional(), text: z.string().min(1).max(4096) }),
  z.object({ kind: z.literal('delete'), messageId: messageId.optional() }),
  z.object({ kind: z.literal('pin'), messageId: messageId.optional() }),
  z.object({
    kind: z.literal('join'),
    count: count.default(1),
    userId: z.number().int().positive().optional(),
    inviteLink: z.string().optional(),
  }),
  z.object({
    kind: z.literal('leave'),
    count: count.default(1),
    userId: z.number().int().positive().optional(),
  }),
  z.object({
    kind: z.literal('reaction'),
    messageId: messageId.optional(),
    emoji: z.string().min(1).max(16).default('👍'),
    count: count.default(10),
  }),
  /** Without a link: the channel's newest, or a new one of its creator. */
  z.object({
    kind: z.literal('campaign-burst'),
    inviteLink: z.string().optional(),
    joins: count.default(200),
    hours: z.number().positive().max(240).default(6),
  }),
  /** Somebody boosts the channel for so long; a boost that is there already is prolonged. Without an id: a new one. */
  z.object({
    kind: z.literal('boost'),
    boostId: z.string().min(1).max(64).optional(),
    days: z.number().positive().max(366).default(30),
    source: z.enum(['premium', 'gift_code', 'giveaway']).default('premium'),
  }),
  /** A boost is taken back; without an id the newest. */
  z.object({ kind: z.literal('unboost'), boostId: z.string().min(1).max(64).optional() }),
  /** Posts of [from, until] (default: a day back to a day ahead) gain only `fraction` of their views from now on. */
  z.object({
    kind: z.literal('views-drop'),
    fraction: z.number().min(0).max(1).default(0.3),
    from: z.coerce.date().optional(),
    until: z.coerce.date().optional(),
  }),
]);

/** POST /sandbox/clock → ClockView. Time never runs backwards. */
export const clockChangeSchema = z
  .object({
    speed: z.number().min(0.001).max(100_000),
    frozen: z.boolean(),
    advanceSeconds: z
      .number()
      .positive()
      .max(366 * 86_400),
    now: z.coerce.date(),
  })
  .partial();

/** POST /sandbox/moved-chats → {}: calls for `from` are refused with the id that the chat has now. */
export const movedChatSchema = z.object({ from: z.number().int(), to: z.number().int() });

/** POST /sandbox/limits → {limits} */
export const limitsChangeSchema = z.object({ limits: z.boolean() });

/** POST /sandbox/updates → {updateId}: an update of any kind, without its id; delivered whatever `allowed_updates` says. */
export const rawUpdateSchema = z.looseObject({ update_id: z.number().int().optional() });

/** Something that happens in a channel by hand, parsed. */
export type ChannelEvent = z.output<typeof channelEventSchema>;
/** A boost is given or taken back. */
export type BoostChange = Extract<ChannelEvent, { kind: 'boost' | 'unboost' }>;
