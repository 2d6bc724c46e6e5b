import { type z } from 'zod';
import { requestChatSchema } from '../bot-api/messages/reply-markup.schema.js';
import { promoteBot } from '../channel-life/bot-membership.js';
import { type ShareableChannelsView } from '../control/control-views.js';
import { type SandboxContext } from '../sandbox-context.js';
import { type Channel } from '../state/channel.js';
import { type PrivateChat } from '../state/private-chat.js';
import { addMessage, hideOneTimeKeyboard } from './chat-actions.js';
import { PersonActionError } from './people.errors.js';

type ChatRequest = z.output<typeof requestChatSchema>;

/** The channels that Telegram's picker offers for a key of the reply keyboard. @throws PersonActionError (404) */
export function shareableChannels(
  sandbox: SandboxContext,
  chat: PrivateChat,
  requestId: number,
): ShareableChannelsView {
  const request = findRequest(chat, requestId);
  return {
    promotesBot: request.bot_administrator_rights !== undefined,
    channels: [...sandbox.world.channels.values()]
      .filter((channel) => fits(channel, chat, request))
      .map(({ profile: { id, title, username } }) => ({ id, title, ...(username && { username }) })),
  };
}

/**
 * Chooses a channel in the picker: the bot gets the rights that the key asks for, then the message about it. The id of that message.
 * @throws PersonActionError (403, 404, 409)
 */
export function shareChannel(
  sandbox: SandboxContext,
  chat: PrivateChat,
  choice: { requestId: number; channelId: number },
): number {
  const request = findRequest(chat, choice.requestId);
  const channel = sandbox.world.channels.get(choice.channelId);
  if (!channel) throw new PersonActionError(404, `There is no channel ${choice.channelId}.`);
  if (!fits(channel, chat, request)) {
    throw new PersonActionError(403, `The picker does not offer ${channel.profile.title} to this person.`);
  }
  if (chat.blocked) throw new PersonActionError(409, 'This person blocked the bot: unblock it first.');
  if (request.bot_administrator_rights && !channel.botIsAdmin) {
    promoteBot(sandbox, channel, chat.user, request.bot_administrator_rights);
  }
  const { id, title, username } = channel.profile;
  const message = addMessage(sandbox, chat, {
    chat_shared: {
      request_id: choice.requestId,
      chat_id: id,
      ...(request.request_title && { title }),
      ...(request.request_username && username && { username }),
    },
  });
  hideOneTimeKeyboard(sandbox, chat);
  return message.message_id;
}

function findRequest(chat: PrivateChat, requestId: number): ChatRequest {
  for (const key of chat.replyKeyboard?.keyboard.flat() ?? []) {
    const request = requestChatSchema.safeParse(key['request_chat']).data;
    if (request?.request_id === requestId) return request;
  }
  throw new PersonActionError(404, `No key of the keyboard asks for a chat with request ${requestId}.`);
}

/** As in Telegram: asked-for administrator rights (the bot's or the person's) need a person who can grant or has them. */
function fits(channel: Channel, chat: PrivateChat, request: ChatRequest): boolean {
  const status = channel.admins.get(chat.user.id);
  const isPublic = channel.profile.username !== undefined;
  return (
    request.chat_is_channel &&
    status !== undefined &&
    (!request.chat_is_created || status === 'creator') &&
    (request.chat_has_username === undefined || request.chat_has_username === isPublic) &&
    (!request.bot_is_member || channel.botIsAdmin || request.bot_administrator_rights !== undefined)
  );
}
