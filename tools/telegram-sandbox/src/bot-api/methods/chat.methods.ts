import { badRequest } from '../bot-api.errors.js';
import { type BotMethod, type MethodCall } from '../bot-method.js';
import { findChannel, findChat, requireAdministrator, requireRight } from '../chat-access.js';
import { type Channel } from '../../state/channel.js';
import { administrator, creator } from '../../state/member-rights.js';
import { type ChatInviteLink } from '../../state/telegram-objects.js';

const maxLinkName = 32;
const maxMemberLimit = 99_999;

/** What the bot may know of chats, and invite links. */
export const chatMethods: readonly BotMethod[] = [
  { name: 'getChat', limit: 'call', run: getChat },
  { name: 'getChatMember', limit: 'call', run: getChatMember },
  { name: 'getChatMemberCount', limit: 'call', run: getChatMemberCount },
  // The method's name before Bot API 5.3; older libraries still send it.
  { name: 'getChatMembersCount', limit: 'call', run: getChatMemberCount },
  {
    name: 'getChatAdministrators',
    limit: 'call',
    run: ({ args, sandbox }) => {
      const channel = findChannel(sandbox.world, args, 'there are no administrators in the private chat');
      requireMemberList(channel);
      const people = [...channel.admins].map(([id, status]) => {
        const user = sandbox.world.user(id);
        return status === 'creator' ? creator(user) : administrator(user);
      });
      return [...people, channel.bot];
    },
  },
  { name: 'createChatInviteLink', limit: 'call', run: createChatInviteLink },
];

function getChat({ args, sandbox }: MethodCall): unknown {
  const target = findChat(sandbox.world, args);
  const common = { accent_color_id: Math.abs(Number(targetId(target))) % 7, max_reaction_count: 11 };
  if (target.type === 'private') {
    const { username } = target.chat.user;
    return { ...target.chat.chat, ...(username && { active_usernames: [username] }), ...common };
  }
  const { chat, profile } = target.channel;
  return {
    ...chat,
    description: profile.description,
    ...(profile.username && { active_usernames: [profile.username] }),
    available_reactions: undefined,
    ...common,
  };
}

function targetId(target: ReturnType<typeof findChat>): number {
  return target.type === 'private' ? target.chat.user.id : target.channel.id;
}

function getChatMember({ args, sandbox }: MethodCall): unknown {
  const target = findChat(sandbox.world, args);
  const userId = args.integer('user_id', 0);
  if (userId <= 0) throw badRequest('invalid user_id specified');
  if (target.type === 'private') {
    const isMember = [target.chat.user.id, sandbox.world.bot.id].includes(userId);
    if (!isMember) throw badRequest('user not found');
    return {
      user: isMember && userId === sandbox.world.bot.id ? sandbox.world.bot : target.chat.user,
      status: 'member',
    };
  }
  const { channel } = target;
  if (userId === sandbox.world.bot.id) return channel.bot;
  requireMemberList(channel);
  const member = channel.memberOf(sandbox.world.user(userId), sandbox.clock.now());
  if (member.status === 'left' && !sandbox.world.users.has(userId)) throw badRequest('user not found');
  return member;
}

function getChatMemberCount({ args, sandbox }: MethodCall): number {
  const target = findChat(sandbox.world, args);
  if (target.type === 'private') return 2;
  const { channel } = target;
  return channel.simulation.subscribersAt(channel.momentFor(sandbox.clock.now()));
}

function createChatInviteLink({ args, sandbox }: MethodCall): ChatInviteLink {
  const channel = findChannel(sandbox.world, args, "can't create an invite link to a private chat");
  requireAdministrator(channel);
  requireRight(channel, 'can_invite_users', 'not enough rights to manage chat invite link');
  const name = args.text('name').trim();
  if (name.length > maxLinkName) throw badRequest('CHAT_INVITE_NAME_TOO_LONG');
  const byRequest = args.flag('creates_join_request');
  const limit = args.integer('member_limit', 0, 0, maxMemberLimit);
  const expires = args.integer('expire_date', 0, 0);
  if (byRequest && limit > 0)
    throw badRequest("member limit can't be specified for links requiring administrator approval");
  const link = sandbox.world.addInviteLink(
    channel,
    sandbox.world.bot,
    {
      ...(name && { name }),
      ...(limit > 0 && { member_limit: limit }),
      ...(expires > 0 && { expire_date: expires }),
      creates_join_request: byRequest,
    },
    sandbox.clock.now(),
  );
  sandbox.world.events.stateChanged();
  return link;
}

/** Members of a channel are shown to its administrators only. */
function requireMemberList(channel: Channel): void {
  if (channel.bot.status === 'kicked') requireAdministrator(channel);
  if (!channel.botIsAdmin) throw badRequest('member list is inaccessible');
}
