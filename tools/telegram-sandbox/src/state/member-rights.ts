import { type TelegramChatMember, type TelegramUser } from './telegram-objects.js';

/** Rights that an administrator of a channel may have, as the Bot API names them. */
export const channelRights = [
  'can_manage_chat',
  'can_delete_messages',
  'can_manage_video_chats',
  'can_restrict_members',
  'can_promote_members',
  'can_change_info',
  'can_invite_users',
  'can_post_messages',
  'can_edit_messages',
  'can_post_stories',
  'can_edit_stories',
  'can_delete_stories',
] as const;

/** Rights by name; those not named are not granted. */
export type Rights = Readonly<Record<string, boolean | undefined>>;

/** What a hand-made promotion grants: everything but making others administrators. */
const ordinaryRights: Rights = Object.fromEntries(
  channelRights.map((right) => [right, right !== 'can_promote_members']),
);

/** The member object of an administrator. An administrator may always manage the chat. */
export function administrator(
  user: TelegramUser,
  rights: Rights = ordinaryRights,
  canBeEdited = false,
): TelegramChatMember {
  return {
    user,
    status: 'administrator',
    can_be_edited: canBeEdited,
    is_anonymous: rights['is_anonymous'] ?? false,
    ...Object.fromEntries(channelRights.map((right) => [right, rights[right] ?? false])),
    can_manage_chat: true,
    can_manage_voice_chats: rights['can_manage_video_chats'] ?? false,
  };
}

/** The member object of a channel's creator. */
export function creator(user: TelegramUser): TelegramChatMember {
  return { user, status: 'creator', is_anonymous: false };
}

/** The member object of somebody who is not in the channel. */
export function outsider(user: TelegramUser): TelegramChatMember {
  return { user, status: 'left' };
}

/** The member object of somebody removed and banned; `until_date` 0: for ever. */
export function banned(user: TelegramUser): TelegramChatMember {
  return { user, status: 'kicked', until_date: 0 };
}
