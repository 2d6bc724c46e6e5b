import { z } from 'zod';
import { unixSeconds } from '../../clock/sim-clock.js';
import { messageView } from '../../people/message-view.js';
import { type SandboxContext } from '../../sandbox-context.js';
import { type InlineKeyboard, type TelegramMessage } from '../../state/telegram-objects.js';
import { badRequest } from '../bot-api.errors.js';
import { findWritableChat, type TargetChat } from '../chat-access.js';
import { readReplyMarkup } from './reply-markup.schema.js';
import { type MessageContent } from './message-content.js';
import { type MethodArguments } from '../calls/method-arguments.js';

/** A message of the bot that it may change, and where it is. */
export interface EditableMessage {
  target: TargetChat;
  message: TelegramMessage;
}

const replySchema = z.looseObject({
  message_id: z.number().int(),
  allow_sending_without_reply: z.boolean().optional(),
});

/** Sends a new message of the bot. @throws BotApiError (400, 403) */
export function sendContent(
  sandbox: SandboxContext,
  target: TargetChat,
  content: MessageContent,
  args: MethodArguments,
): TelegramMessage {
  const markup = readReplyMarkup(args);
  const inline =
    markup?.kind === 'inline' && markup.markup.inline_keyboard.length > 0 ? markup.markup : undefined;
  const reply = repliedMessage(target, args);
  const rest = {
    ...content,
    ...(reply && { reply_to_message: reply }),
    ...(inline && { reply_markup: inline }),
  };
  const date = unixSeconds(sandbox.clock.now());
  if (target.type === 'channel') return publish(sandbox, target.channel, rest);

  const { chat } = target;
  const message = {
    message_id: sandbox.world.takeMessageId(),
    from: sandbox.world.bot,
    chat: chat.chat,
    date,
    ...rest,
  };
  chat.put(message);
  const userId = chat.user.id;
  if (markup?.kind === 'keyboard' || markup?.kind === 'removal') {
    chat.replyKeyboard = markup.kind === 'keyboard' ? markup.keyboard : null;
    sandbox.world.events.chat({ name: 'keyboard', userId, data: { replyKeyboard: chat.replyKeyboard } });
  }
  sandbox.world.events.chat({ name: 'message', userId, data: messageView(message) });
  return message;
}

/** The message of `message_id`, if it is the bot's own. @throws BotApiError (400, 403) */
export function findEditable(sandbox: SandboxContext, args: MethodArguments): EditableMessage {
  const target = findWritableChat(sandbox.world, args);
  const id = args.integer('message_id', 0);
  if (id === 0) throw badRequest('message identifier is not specified');
  if (target.type === 'private') {
    const message = target.chat.find(id);
    if (!message) throw badRequest('message to edit not found');
    if (!message.from?.is_bot) throw badRequest("message can't be edited");
    return { target, message };
  }
  const { channel } = target;
  const message = channel.ownPosts.get(id);
  const exists = channel.simulation.postById(id, channel.momentFor(sandbox.clock.now()));
  if (message && exists) return { target, message };
  throw badRequest(exists ? "message can't be edited" : 'message to edit not found');
}

/** Replaces a message's content (kept when not given) and its buttons. @throws BotApiError (400) when nothing changes. */
export function applyEdit(
  sandbox: SandboxContext,
  { target, message }: EditableMessage,
  content: MessageContent | undefined,
  keyboard: InlineKeyboard | undefined,
): TelegramMessage {
  const { text, entities, caption, caption_entities, photo, document, reply_markup, ...frame } = message;
  const old = { text, entities, caption, caption_entities, photo, document };
  const next = {
    ...frame,
    ...(content ? { edit_date: unixSeconds(sandbox.clock.now()) } : {}),
    ...withoutUndefined(content ?? old),
    ...(keyboard && { reply_markup: keyboard }),
  };
  const same =
    sortedJson(withoutUndefined(content ?? old)) === sortedJson(withoutUndefined(old)) &&
    sortedJson(keyboard) === sortedJson(reply_markup);
  if (same) {
    throw badRequest(
      'message is not modified: specified new message content and reply markup are exactly the same as a current ' +
        'content and reply markup of the message',
    );
  }
  if (target.type === 'private') {
    target.chat.put(next);
    sandbox.world.events.chat({ name: 'message', userId: target.chat.user.id, data: messageView(next) });
    return next;
  }
  const { channel } = target;
  channel.keepOwnPost(next);
  const shown = next.text ?? next.caption ?? '';
  if (shown !== (text ?? caption ?? '')) {
    const at = channel.momentFor(sandbox.clock.now());
    channel.simulation.inject({ type: 'edit', at, messageId: next.message_id, text: shown });
    sandbox.feed.tell(channel, { until: at });
  }
  sandbox.world.events.touch();
  return next;
}

/** A post of the bot in a channel: part of the channel's life from now on. */
function publish(
  sandbox: SandboxContext,
  channel: Extract<TargetChat, { type: 'channel' }>['channel'],
  rest: MessageContent & Partial<TelegramMessage>,
): TelegramMessage {
  const at = channel.momentFor(sandbox.clock.now());
  const { messageId } = channel.simulation.inject({
    type: 'post',
    at,
    kind: rest.photo ? 'photo' : 'text',
    text: rest.text ?? rest.caption ?? '',
  });
  if (messageId === undefined) throw new Error('A published post must have an id.');
  const { chat } = channel;
  const message = { message_id: messageId, sender_chat: chat, chat, date: unixSeconds(at), ...rest };
  channel.keepOwnPost(message);
  sandbox.feed.tell(channel, { until: at });
  sandbox.world.events.touch();
  return message;
}

function repliedMessage(target: TargetChat, args: MethodArguments): TelegramMessage | undefined {
  const parameters = args.json('reply_parameters', replySchema, "can't parse ReplyParameters");
  const id = parameters?.message_id ?? args.integer('reply_to_message_id', 0);
  if (id === 0) return undefined;
  const found = target.type === 'private' ? target.chat.find(id) : target.channel.ownPosts.get(id);
  if (!found) {
    const tolerated = parameters?.allow_sending_without_reply || args.flag('allow_sending_without_reply');
    if (!tolerated) throw badRequest('message to be replied not found');
    return undefined;
  }
  // A reply shows the message it answers, but not what that one answered.
  const { reply_to_message: _older, ...shown } = found;
  return shown;
}

function withoutUndefined<Shape extends object>(object: Shape): Partial<Shape> {
  const defined: Partial<Shape> = { ...object };
  for (const key in defined) if (defined[key] === undefined) delete defined[key];
  return defined;
}

function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
