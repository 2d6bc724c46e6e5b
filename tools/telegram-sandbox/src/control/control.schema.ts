import { z } from 'zod';

/*
 * The control API: what the chat page shows and what tests do by hand. JSON in and out, camelCase; Bot API objects
 * (inline and reply keyboards, entities) keep the Bot API's own field names. Errors: {error: string} with status 400,
 * 403, 404 or 409.
 */

const userId = z.coerce.number().int().positive();
const channelId = z.coerce.number().int().negative();

/** GET /sandbox/state */
export interface StateView {
  bot: {
    id: number;
    firstName: string;
    username: string;
    commands: { command: string; description: string }[];
  };
  clock: ClockView;
  limits: boolean;
  /** How the bot fetches: nothing yet, polling, or a webhook. */
  delivery: { mode: 'none' | 'polling' | 'webhook'; pendingUpdates: number; lastError?: string };
  users: UserView[];
  channels: ChannelView[];
}

/** The sandbox's clock: `now` is ISO. */
export interface ClockView {
  now: string;
  speed: number;
  frozen: boolean;
}

/** One simulated person. `blocked`: they blocked the bot; `started`: they ever wrote to it. */
export interface UserView {
  id: number;
  firstName: string;
  lastName?: string;
  username?: string;
  languageCode: string;
  started: boolean;
  blocked: boolean;
}

/** One simulated channel. `username` only when public. */
export interface ChannelView {
  id: number;
  title: string;
  username?: string;
  description: string;
  subscribers: number;
  /** The bot in this channel. */
  bot: 'none' | 'administrator' | 'kicked';
  admins: { userId: number; status: 'creator' | 'administrator' }[];
  inviteLinks: { link: string; name?: string; createdByBot: boolean }[];
}

/** GET /sandbox/channels/:id/posts (the newest 20, newest first) */
export interface ChannelPostView {
  messageId: number;
  at: string;
  kind: string;
  text: string;
  views: number;
  reactions: Record<string, number>;
}

/** GET /sandbox/chats/:userId */
export interface ChatView {
  userId: number;
  blocked: boolean;
  started: boolean;
  /** Oldest first; deleted ones are absent. */
  messages: ChatMessageView[];
  /** What stands under the input field; null for none. */
  replyKeyboard: ReplyKeyboardView | null;
}

/** One message in the private chat with the bot. */
export interface ChatMessageView {
  messageId: number;
  from: 'bot' | 'user';
  /** ISO, on the sandbox's clock. */
  at: string;
  editedAt?: string;
  /** Text or caption; '' for none. */
  text: string;
  /** Bot API entities of `text`: UTF-16 offsets. */
  entities: EntityView[];
  photo?: { url: string; width: number; height: number };
  document?: { url: string; fileName: string; mimeType: string; size: number };
  inlineKeyboard?: InlineButtonView[][];
  /** A chosen channel (a service message of the user). */
  chatShared?: { requestId: number; channelId: number; title: string };
}

/** `type` as in the Bot API: bold, italic, underline, strikethrough, spoiler, code, pre, text_link, url, bot_command, … */
export interface EntityView {
  type: string;
  offset: number;
  length: number;
  url?: string;
  language?: string;
}

/** A button under a message. Exactly one action is set. */
export interface InlineButtonView {
  text: string;
  callback_data?: string;
  url?: string;
  web_app?: { url: string };
  [other: string]: unknown;
}

/** The keyboard instead of the letters. A button without `request_chat` sends its text. */
export interface ReplyKeyboardView {
  keyboard: ReplyButtonView[][];
  resize_keyboard?: boolean;
  one_time_keyboard?: boolean;
  input_field_placeholder?: string;
}

/** One key of a reply keyboard. */
export interface ReplyButtonView {
  text: string;
  request_chat?: { request_id: number; chat_is_channel: boolean; [other: string]: unknown };
  [other: string]: unknown;
}

/** GET /sandbox/chats/:userId/shareable?requestId=N: the channels the picker offers. */
export interface ShareableChannelsView {
  /** The picker will make the bot an administrator of the chosen channel. */
  promotesBot: boolean;
  channels: { id: number; title: string; username?: string }[];
}

/**
 * GET /sandbox/stream?user=ID (text/event-stream): `event:` is the key, `data:` the JSON value. `message` comes for new
 * and for changed messages (same messageId: replace); `state` means that users, channels or the clock changed: fetch
 * /sandbox/state again. Without `user` only `state` comes.
 */
export interface StreamEvents {
  message: ChatMessageView;
  deleted: { messageId: number };
  keyboard: { replyKeyboard: ReplyKeyboardView | null };
  /** The bot is "typing" (or `upload_photo`, …); it ends after five seconds or with its next message. */
  typing: { action: string };
  'callback-answer': { queryId: string; text?: string; showAlert: boolean; url?: string };
  state: Record<string, never>;
}

/** One call of the bot, as tests see it: GET /sandbox/calls?method=&after=ID (the newest 1000, oldest first). */
export interface CallView {
  id: number;
  /** ISO, real time. */
  at: string;
  /** As Telegram spells it. */
  method: string;
  /** As received; an uploaded file is shown as `<file NAME, N bytes>`, a secret token as `<secret>`. */
  parameters: Record<string, string>;
  status: number;
  /** Of a refused call. */
  description?: string;
}

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

/** POST /sandbox/limits → {limits} */
export const limitsChangeSchema = z.object({ limits: z.boolean() });

/** POST /sandbox/updates → {updateId}: an update of any kind, without its id; delivered whatever `allowed_updates` says. */
export const rawUpdateSchema = z.looseObject({ update_id: z.number().int().optional() });

/** Something that happens in a channel by hand, parsed. */
export type ChannelEvent = z.output<typeof channelEventSchema>;
