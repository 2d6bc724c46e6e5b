import { z } from 'zod';

const id = z.union([z.int(), z.string().regex(/^-?\d{1,20}$/)]).transform(String);
/** Seconds since 1970, as Telegram gives times, turned into ISO 8601. 0 stands for "never". */
const moment = z
  .int()
  .min(1)
  .max(253_402_300_799)
  .transform((seconds) => new Date(seconds * 1000).toISOString());
const messageId = z.int().positive();

const chat = z.looseObject({
  id,
  type: z.enum(['channel', 'supergroup', 'group', 'private']),
  title: z.string().default(''),
  username: z.string().optional(),
});

const user = z.looseObject({ id });

const inviteLink = z.looseObject({
  invite_link: z.string().min(1),
  name: z.string().optional(),
  creator: user.optional(),
  expire_date: moment.optional().catch(undefined),
  member_limit: z.int().positive().optional(),
  is_revoked: z.boolean().default(false),
  creates_join_request: z.boolean().default(false),
});

const member = z.looseObject({
  status: z.enum(['creator', 'administrator', 'member', 'restricted', 'left', 'kicked']),
  is_member: z.boolean().optional(),
  user,
});

/** `channel_post` and `edited_channel_post`. */
export const postSchema = z.looseObject({
  message_id: messageId,
  chat,
  date: moment,
  edit_date: moment.optional().catch(undefined),
  media_group_id: z.string().optional(),
  text: z.string().optional(),
  caption: z.string().optional(),
});

const reactionType = z.union([
  z.looseObject({ type: z.literal('emoji'), emoji: z.string().min(1) }),
  z.looseObject({ type: z.literal('custom_emoji'), custom_emoji_id: z.string().min(1) }),
  z.looseObject({ type: z.literal('paid') }),
]);

/** `message_reaction_count`: totals of a post, not what changed. */
export const reactionCountSchema = z.looseObject({
  chat,
  message_id: messageId,
  date: moment,
  reactions: z.array(z.looseObject({ type: reactionType, total_count: z.int().nonnegative() })),
});

/** `chat_member` and `my_chat_member`. */
export const memberUpdateSchema = z.looseObject({
  chat,
  date: moment,
  old_chat_member: member,
  new_chat_member: member,
  invite_link: inviteLink.optional(),
  via_join_request: z.boolean().optional(),
  via_chat_folder_invite_link: z.boolean().optional(),
});

/** `chat_join_request`. */
export const joinRequestSchema = z.looseObject({
  chat,
  from: user,
  date: moment,
  invite_link: inviteLink.optional(),
});

const boostSource = z.looseObject({ source: z.string().min(1) });

/** `chat_boost`. */
export const boostSchema = z.looseObject({
  chat,
  boost: z.looseObject({
    boost_id: z.string().min(1),
    add_date: moment,
    expiration_date: moment,
    source: boostSource,
  }),
});

/** `removed_chat_boost`. */
export const boostRemovedSchema = z.looseObject({
  chat,
  boost_id: z.string().min(1),
  remove_date: moment,
  source: boostSource,
});

export type ChatSeen = z.infer<typeof chat>;
export type MemberSeen = z.infer<typeof member>;
export type InviteLinkRaw = z.infer<typeof inviteLink>;
export type ReactionTypeSeen = z.infer<typeof reactionType>;
