import { z } from 'zod';
import { type InlineKeyboard } from '../../state/telegram-objects.js';
import { type ReplyKeyboard } from '../../state/private-chat.js';
import { badRequest } from '../bot-api.errors.js';
import { type MethodArguments } from '../calls/method-arguments.js';

/** A message's markup, checked. `removal`: the reply keyboard goes; `other`: nothing to keep (force_reply). */
export type ReplyMarkup =
  | { kind: 'inline'; markup: InlineKeyboard }
  | { kind: 'keyboard'; keyboard: ReplyKeyboard }
  | { kind: 'removal' }
  | { kind: 'other' };

const inlineButton = z.looseObject({
  text: z.string(),
  callback_data: z.string().optional(),
  url: z.string().optional(),
  web_app: z.object({ url: z.string() }).optional(),
});
const rights = z.record(z.string(), z.boolean());

/** The part of a key that asks for a chat. */
export const requestChatSchema = z.looseObject({
  request_id: z.number().int(),
  chat_is_channel: z.boolean(),
  chat_has_username: z.boolean().optional(),
  chat_is_created: z.boolean().optional(),
  bot_is_member: z.boolean().optional(),
  user_administrator_rights: rights.optional(),
  bot_administrator_rights: rights.optional(),
  request_title: z.boolean().optional(),
  request_username: z.boolean().optional(),
});

const key = z.union([
  z.string().transform((text) => ({ text })),
  z.looseObject({ text: z.string().min(1), request_chat: requestChatSchema.optional() }),
]);
const markupSchema = z.union([
  z
    .looseObject({ inline_keyboard: z.array(z.array(inlineButton)) })
    .transform(({ inline_keyboard: rows }) => ({ kind: 'inline' as const, rows })),
  z
    .looseObject({ keyboard: z.array(z.array(key)) })
    .transform((keyboard) => ({ kind: 'keyboard' as const, keyboard })),
  z.object({ remove_keyboard: z.literal(true) }).transform(() => ({ kind: 'removal' as const })),
  z.object({ force_reply: z.literal(true) }).transform(() => ({ kind: 'other' as const })),
]);

const actions = [
  'callback_data',
  'url',
  'web_app',
  'login_url',
  'switch_inline_query',
  'switch_inline_query_current_chat',
  'switch_inline_query_chosen_chat',
  'copy_text',
  'callback_game',
  'pay',
];
const maxButtons = 100;
const maxCallbackBytes = 64;

/** The `reply_markup` of a call; undefined for none. @throws BotApiError (400) */
export function readReplyMarkup(args: MethodArguments): ReplyMarkup | undefined {
  const markup = args.json('reply_markup', markupSchema, "can't parse reply keyboard markup JSON object");
  return markup?.kind === 'inline' ? inline(markup.rows) : markup;
}

/** The `reply_markup` of an edit: only an inline keyboard fits. */
export function readInlineKeyboard(args: MethodArguments): InlineKeyboard | undefined {
  const markup = readReplyMarkup(args);
  if (!markup) return undefined;
  if (markup.kind !== 'inline') throw badRequest('inline keyboard expected');
  return markup.markup.inline_keyboard.length > 0 ? markup.markup : undefined;
}

function inline(rows: InlineKeyboard['inline_keyboard']): ReplyMarkup {
  const filled = rows.filter((row) => row.length > 0);
  for (const button of filled.flat()) checkButton(button);
  if (filled.flat().length > maxButtons) throw badRequest('REPLY_MARKUP_TOO_LONG');
  return { kind: 'inline', markup: { inline_keyboard: filled } };
}

function checkButton(button: InlineKeyboard['inline_keyboard'][number][number]): void {
  if (button.text.trim() === '')
    throw badRequest("can't parse inline keyboard button: Button text must be non-empty");
  if (!actions.some((action) => action in button)) {
    throw badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard");
  }
  const { callback_data: data, url, web_app: app } = button;
  if (data !== undefined && (data === '' || Buffer.byteLength(data) > maxCallbackBytes)) {
    throw badRequest('BUTTON_DATA_INVALID');
  }
  if (
    url !== undefined &&
    !/^(https?|tg|ton):\/\/\S+$/i.test(url) &&
    !/^[\w-]+(\.[\w-]+)+(\/\S*)?$/.test(url)
  ) {
    throw badRequest(`inline keyboard button URL '${url}' is invalid: Wrong HTTP URL`);
  }
  if (app && !/^https:\/\/\S+$/i.test(app.url)) {
    throw badRequest(
      `inline keyboard button Web App URL '${app.url}' is invalid: Only HTTPS links are allowed`,
    );
  }
}
