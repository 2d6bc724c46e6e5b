import { z } from 'zod';

/** A Telegram id: always a decimal string for us, whatever the JSON held. */
const id = z.union([z.int(), z.string().regex(/^-?\d{1,20}$/)]).transform(String);

const user = z.looseObject({
  id,
  is_bot: z.boolean().default(false),
  first_name: z.string().default(''),
  username: z.string().optional(),
});

/** Answer of `getMe`: the bot itself. */
export const meSchema = user;

/** Answer of `getChat`, as far as we read it. */
export const chatSchema = z.looseObject({
  id,
  type: z.enum(['private', 'group', 'supergroup', 'channel']),
  title: z.string().optional(),
  username: z.string().optional(),
  linked_chat_id: id.optional(),
});

/** Every standing that Telegram knows of a person in a chat. */
export const memberStatus = z.enum(['creator', 'administrator', 'member', 'restricted', 'left', 'kicked']);

/** Answer of `getChatMember`. `is_member` is told of restricted people only. */
export const memberSchema = z.looseObject({
  status: memberStatus,
  user,
  is_member: z.boolean().optional(),
});

/** Answer of `getChatAdministrators`. */
export const administratorsSchema = z.array(memberSchema);

/** Answer of `getChatMemberCount`. */
export const countSchema = z.int().nonnegative();

/** Answer of `getWebhookInfo`; `url` is empty while the bot polls. */
export const webhookInfoSchema = z.looseObject({
  url: z.string(),
  pending_update_count: z.int().nonnegative().default(0),
  last_error_date: z.int().optional(),
  last_error_message: z.string().optional(),
  allowed_updates: z.array(z.string()).optional(),
});

/** Each update is checked by whoever takes it: one that is broken must not hold up the others. */
export const updatesSchema = z.array(z.looseObject({ update_id: z.int().nonnegative() }));
