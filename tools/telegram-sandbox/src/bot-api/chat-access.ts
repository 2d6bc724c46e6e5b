import { type Channel } from '../state/channel.js';
import { type PrivateChat } from '../state/private-chat.js';
import { type World } from '../state/world.js';
import { badRequest, forbidden, migrated } from './bot-api.errors.js';
import { type MethodArguments } from './calls/method-arguments.js';

/** The chat that a call means. */
export type TargetChat = { type: 'private'; chat: PrivateChat } | { type: 'channel'; channel: Channel };

/** The chat of `chat_id` (a number or @name), as far as the bot may know it. @throws BotApiError (400, 403) */
export function findChat(world: World, args: MethodArguments): TargetChat {
  const id = args.text('chat_id').trim();
  if (id === '') throw badRequest('chat_id is empty');
  const movedTo = world.movedChats.get(Number(id));
  if (movedTo !== undefined) throw migrated(movedTo);
  const channel = id.startsWith('@') ? world.channelNamed(id.slice(1)) : world.channels.get(Number(id));
  if (channel) {
    if (!channel.profile.username) requireMembership(channel);
    return { type: 'channel', channel };
  }
  const chat = world.chats.get(Number(id));
  if (!chat?.started) throw badRequest('chat not found');
  return { type: 'private', chat };
}

/** The channel of `chat_id`, which must be one. */
export function findChannel(world: World, args: MethodArguments, otherwise: string): Channel {
  const target = findChat(world, args);
  if (target.type !== 'channel') throw badRequest(otherwise);
  return target.channel;
}

/** The chat of `chat_id`, if the bot may write there. @throws BotApiError (400, 403) */
export function findWritableChat(world: World, args: MethodArguments): TargetChat {
  const target = findChat(world, args);
  if (target.type === 'private') {
    if (target.chat.blocked) throw forbidden('bot was blocked by the user');
    return target;
  }
  requireAdministrator(target.channel);
  requireRight(target.channel, 'can_post_messages', 'need administrator rights in the channel chat');
  return target;
}

/** @throws BotApiError (403) unless the bot administers the channel. */
export function requireAdministrator(channel: Channel): void {
  if (channel.bot.status === 'kicked') throw forbidden('bot was kicked from the channel chat');
  if (!channel.botIsAdmin) throw forbidden('bot is not a member of the channel chat');
}

/** @throws BotApiError (400) unless the bot was granted the right. */
export function requireRight(channel: Channel, right: string, otherwise: string): void {
  if (channel.bot[right] !== true) throw badRequest(otherwise);
}

/** A private channel exists only for its members. */
function requireMembership(channel: Channel): void {
  if (!channel.metBot) throw badRequest('chat not found');
  requireAdministrator(channel);
}
