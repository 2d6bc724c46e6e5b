/*
 * The Bot API's objects as far as the sandbox makes them; field names are the Bot API's.
 */

/** A person or a bot. */
export interface TelegramUser {
  id: number;
  is_bot: boolean;
  first_name: string;
  last_name?: string;
  username?: string;
  language_code?: string;
}

/** A private chat or a channel. */
export interface TelegramChat {
  id: number;
  type: 'private' | 'channel';
  title?: string;
  username?: string;
  first_name?: string;
  last_name?: string;
}

/** A marked stretch of a text; offset and length in UTF-16 code units. */
export interface MessageEntity {
  type: string;
  offset: number;
  length: number;
  url?: string;
  language?: string;
  custom_emoji_id?: string;
}

/** A picture in one size. */
export interface PhotoSize {
  file_id: string;
  file_unique_id: string;
  file_size?: number;
  width: number;
  height: number;
}

/** A file that is no picture. */
export interface TelegramDocument {
  file_id: string;
  file_unique_id: string;
  file_name?: string;
  mime_type?: string;
  file_size?: number;
}

/** A button under a message. */
export interface InlineButton {
  text: string;
  callback_data?: string;
  url?: string;
  web_app?: { url: string };
  [other: string]: unknown;
}

/** Buttons under a message. */
export interface InlineKeyboard {
  inline_keyboard: InlineButton[][];
}

/** A message of a private chat or a channel. */
export interface TelegramMessage {
  message_id: number;
  date: number;
  chat: TelegramChat;
  from?: TelegramUser;
  sender_chat?: TelegramChat;
  edit_date?: number;
  text?: string;
  entities?: MessageEntity[];
  caption?: string;
  caption_entities?: MessageEntity[];
  photo?: PhotoSize[];
  document?: TelegramDocument;
  reply_markup?: InlineKeyboard;
  reply_to_message?: TelegramMessage;
  chat_shared?: { request_id: number; chat_id: number; title?: string; username?: string };
  [other: string]: unknown;
}

/** A person's place in a channel, with the rights of an administrator. */
export interface TelegramChatMember {
  user: TelegramUser;
  status: 'creator' | 'administrator' | 'member' | 'left' | 'kicked';
  [right: string]: unknown;
}

/** An update without its id: the key is its kind, the value its object. */
export type UpdateBody = Readonly<Record<string, unknown>>;

/** An update as the bot gets it. */
export type TelegramUpdate = UpdateBody & { update_id: number };

/** Somebody's boost of a channel. */
export interface ChatBoost {
  boost_id: string;
  add_date: number;
  expiration_date: number;
  source: { source: 'premium' | 'gift_code' | 'giveaway' };
}

/** An invite link of a channel. */
export interface ChatInviteLink {
  invite_link: string;
  creator: TelegramUser;
  creates_join_request: boolean;
  is_primary: boolean;
  is_revoked: boolean;
  name?: string;
  expire_date?: number;
  member_limit?: number;
}
