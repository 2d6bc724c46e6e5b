/*
 * What the control API answers. JSON in and out, camelCase; Bot API objects
 * (inline and reply keyboards, entities) keep the Bot API's own field names. Errors: {error: string} with status 400,
 * 403, 404 or 409.
 */

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
