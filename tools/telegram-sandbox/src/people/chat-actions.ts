import { findEntities } from '../bot-api/formatting/find-entities.js';
import { unixSeconds } from '../clock/sim-clock.js';
import { type SandboxContext } from '../sandbox-context.js';
import { type PrivateChat } from '../state/private-chat.js';
import { type TelegramMessage } from '../state/telegram-objects.js';
import { messageView } from './message-view.js';
import { PersonActionError } from './people.errors.js';

/** The person's chat with the bot. @throws PersonActionError (404) */
export function findPersonChat(sandbox: SandboxContext, userId: number): PrivateChat {
  const chat = sandbox.world.chats.get(userId);
  if (!chat) throw new PersonActionError(404, `There is no user ${userId}.`);
  return chat;
}

/** Writes to the bot; the id of the message. @throws PersonActionError (409) when the person blocked the bot. */
export function writeText(sandbox: SandboxContext, chat: PrivateChat, text: string): number {
  const entities = findEntities({ text, entities: [] }).sort((a, b) => a.offset - b.offset);
  const isKey = chat.replyKeyboard?.keyboard.flat().some((key) => key.text === text);
  const message = addMessage(sandbox, chat, { text, ...(entities.length > 0 && { entities }) });
  if (isKey) hideOneTimeKeyboard(sandbox, chat);
  return message.message_id;
}

/** Presses a button under a message; the id of the query. @throws PersonActionError (404, 409) */
export function pressButton(
  sandbox: SandboxContext,
  chat: PrivateChat,
  press: { messageId: number; data: string },
): string {
  requireUnblocked(chat);
  const message = chat.find(press.messageId);
  if (!message) throw new PersonActionError(404, `There is no message ${press.messageId} in this chat.`);
  const buttons = message.reply_markup?.inline_keyboard.flat() ?? [];
  if (!buttons.some((button) => button.callback_data === press.data)) {
    throw new PersonActionError(404, `Message ${press.messageId} has no such button.`);
  }
  const queryId = sandbox.callbacks.add({ userId: chat.user.id, messageId: press.messageId });
  sandbox.queue.push({
    callback_query: {
      id: queryId,
      from: chat.user,
      message,
      chat_instance: String(chat.user.id * 7919),
      data: press.data,
    },
  });
  return queryId;
}

/** Blocks or unblocks the bot. Nothing happens when it is so already. */
export function blockBot(sandbox: SandboxContext, chat: PrivateChat, blocked: boolean): void {
  if (chat.blocked === blocked) return;
  chat.blocked = blocked;
  const { bot } = sandbox.world;
  const member = { user: bot, status: 'member' };
  const kicked = { user: bot, status: 'kicked', until_date: 0 };
  sandbox.queue.push({
    my_chat_member: {
      chat: chat.chat,
      from: chat.user,
      date: unixSeconds(sandbox.clock.now()),
      old_chat_member: blocked ? member : kicked,
      new_chat_member: blocked ? kicked : member,
    },
  });
  sandbox.world.events.stateChanged();
}

/** Adds a message of the person and tells the bot. @throws PersonActionError (409) */
export function addMessage(
  sandbox: SandboxContext,
  chat: PrivateChat,
  content: Partial<TelegramMessage>,
): TelegramMessage {
  requireUnblocked(chat);
  const message = {
    message_id: sandbox.world.takeMessageId(),
    from: chat.user,
    chat: chat.chat,
    date: unixSeconds(sandbox.clock.now()),
    ...content,
  };
  chat.put(message);
  if (!chat.started) {
    chat.started = true;
    sandbox.world.events.stateChanged();
  }
  sandbox.queue.push({ message });
  sandbox.world.events.chat({ name: 'message', userId: chat.user.id, data: messageView(message) });
  return message;
}

/** A keyboard for one use goes after it. */
export function hideOneTimeKeyboard(sandbox: SandboxContext, chat: PrivateChat): void {
  if (chat.replyKeyboard?.['one_time_keyboard'] !== true) return;
  chat.replyKeyboard = null;
  sandbox.world.events.chat({ name: 'keyboard', userId: chat.user.id, data: { replyKeyboard: null } });
}

function requireUnblocked(chat: PrivateChat): void {
  if (chat.blocked) throw new PersonActionError(409, 'This person blocked the bot: unblock it first.');
}
