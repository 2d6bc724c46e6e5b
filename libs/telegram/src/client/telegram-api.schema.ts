import { z } from 'zod';

/** A Telegram id: always a decimal string for us, whatever the JSON held. */
const id = z.union([z.int(), z.string().regex(/^-?\d{1,20}$/)]).transform(String);

const user = z.looseObject({
  id,
  is_bot: z.boolean().default(false),
  first_name: z.string().default(''),
  username: z.string().optional(),
});

export const meSchema = user;

export const chatSchema = z.looseObject({
  id,
  type: z.enum(['private', 'group', 'supergroup', 'channel']),
  title: z.string().optional(),
  username: z.string().optional(),
  linked_chat_id: id.optional(),
});

export const memberStatus = z.enum(['creator', 'administrator', 'member', 'restricted', 'left', 'kicked']);

export const memberSchema = z.looseObject({
  status: memberStatus,
  user,
  is_member: z.boolean().optional(),
});

export const administratorsSchema = z.array(memberSchema);

export const countSchema = z.int().nonnegative();

export const webhookInfoSchema = z.looseObject({
  url: z.string(),
  pending_update_count: z.int().nonnegative().default(0),
  last_error_date: z.int().optional(),
  last_error_message: z.string().optional(),
  allowed_updates: z.array(z.string()).optional(),
});

/** Each update is checked by whoever takes it: one that is broken must not hold up the others. */
export const updatesSchema = z.array(z.looseObject({ update_id: z.int().nonnegative() }));
