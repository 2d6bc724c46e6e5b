import type { InlineKeyboardMarkup, ReplyKeyboardMarkup } from 'telegraf/types';
import type { ChannelSummary } from '@analyticbot/contracts';
import type { Texts } from '../i18n/texts.js';

/** Kinds of presses; the data behind a button is `<kind>:<channel id>`, far below Telegram's 64 bytes. */
export const pressKinds = ['report', 'refresh', 'sources', 'channels', 'add', 'retry'] as const;
/** One of `pressKinds`. */
export type PressKind = (typeof pressKinds)[number];

/** What a press means; undefined where the data is not ours or from an older version. */
export function parsePress(data: string): { kind: PressKind; channelId?: string } | undefined {
  const [kind, channelId, ...rest] = data.split(':');
  const known = pressKinds.find((candidate) => candidate === kind);
  if (known === undefined || rest.length > 0) return undefined;
  if (known === 'channels' || known === 'add') return channelId === undefined ? { kind: known } : undefined;
  if (channelId === undefined || !/^-?[1-9]\d{0,18}$/.test(channelId)) return undefined;
  return { kind: known, channelId };
}

const press = (kind: PressKind, channelId?: string) =>
  channelId === undefined ? kind : `${kind}:${channelId}`;

/** Identifies our one channel picker among `chat_shared` answers. */
export const channelPickerRequestId = 1;

const watchingRights = {
  is_anonymous: false,
  can_manage_chat: true,
  can_delete_messages: false,
  can_manage_video_chats: false,
  can_restrict_members: false,
  can_promote_members: false,
  can_change_info: false,
  can_invite_users: true,
  can_post_stories: false,
  can_edit_stories: false,
  can_delete_stories: false,
};

/** Has the answer name the channel; newer than telegraf's types. */
const namedAnswer = { request_title: true, request_username: true };

/** The native channel picker: Telegram itself makes the bot an administrator of the chosen channel. */
export function channelPicker(texts: Texts): ReplyKeyboardMarkup {
  return {
    keyboard: [
      [
        {
          text: texts.say('start.choose'),
          request_chat: {
            request_id: channelPickerRequestId,
            chat_is_channel: true,
            ...namedAnswer,
            // Telegram wants the user's rights to include the bot's: both ask for no more than to see and to invite.
            user_administrator_rights: watchingRights,
            bot_administrator_rights: watchingRights,
          },
        },
      ],
    ],
    resize_keyboard: true,
    one_time_keyboard: true,
    input_field_placeholder: texts.say('start.placeholder'),
  };
}

/** One button a channel, and one to add another. */
export function channelButtons(texts: Texts, channels: readonly ChannelSummary[]): InlineKeyboardMarkup {
  const rows = channels.map((channel) => [
    {
      text: channel.status === 'lost' ? `⚠️ ${channel.title}` : channel.title,
      callback_data: press('report', channel.id),
    },
  ]);
  return { inline_keyboard: [...rows, [{ text: texts.say('channels.add'), callback_data: press('add') }]] };
}

/** Below a message that announces a channel's report. */
export function reportButton(texts: Texts, channelId: string): InlineKeyboardMarkup {
  return {
    inline_keyboard: [[{ text: texts.say('buttons.report'), callback_data: press('report', channelId) }]],
  };
}

/** Below the notice that the bot lost its rights. */
export function retryButton(texts: Texts, channelId: string): InlineKeyboardMarkup {
  return {
    inline_keyboard: [[{ text: texts.say('buttons.retry'), callback_data: press('retry', channelId) }]],
  };
}

/** Below the report's figures. */
export function overviewButtons(texts: Texts, channelId: string): InlineKeyboardMarkup {
  return {
    inline_keyboard: [
      [
        { text: texts.say('buttons.refresh'), callback_data: press('refresh', channelId) },
        { text: texts.say('buttons.channels'), callback_data: press('channels') },
      ],
      [{ text: texts.say('buttons.sources'), callback_data: press('sources', channelId) }],
    ],
  };
}

/** Below the report's sources. */
export function sourcesButtons(texts: Texts, channelId: string): InlineKeyboardMarkup {
  return {
    inline_keyboard: [[{ text: texts.say('buttons.figures'), callback_data: press('refresh', channelId) }]],
  };
}
