import { z } from 'zod';
import { type ChannelRecord } from '../channel.js';
import { type PrivateChatRecord, type ReplyKeyboard } from '../private-chat.js';
import {
  type ChatBoost,
  type ChatInviteLink,
  type TelegramChatMember,
  type TelegramMessage,
  type TelegramUpdate,
} from '../telegram-objects.js';

const integer = z.number().int();
const object = z.record(z.string(), z.unknown());

/** A Bot API object that we wrote ourselves: its outline is checked, the rest is taken as it was. */
function kept<Shape>(outline: z.ZodType): z.ZodType<Shape> {
  return z.custom<Shape>((value) => outline.safeParse(value).success, 'not what the sandbox wrote');
}

const message = kept<TelegramMessage>(
  z.looseObject({ message_id: integer, date: integer, chat: z.looseObject({ id: integer }) }),
);
const link = kept<ChatInviteLink>(z.looseObject({ invite_link: z.string(), creator: object }));
const boost = kept<ChatBoost>(z.looseObject({ boost_id: z.string(), add_date: integer }));
const member = kept<TelegramChatMember>(z.looseObject({ user: object, status: z.string() }));
const update = kept<TelegramUpdate>(z.looseObject({ update_id: integer }));
const replyKeyboard = kept<ReplyKeyboard>(z.looseObject({ keyboard: z.array(z.array(object)) }));

const chat: z.ZodType<PrivateChatRecord> = z.object({
  userId: integer,
  started: z.boolean(),
  blocked: z.boolean(),
  messages: z.array(message),
  replyKeyboard: replyKeyboard.nullable(),
});

const channel: z.ZodType<ChannelRecord> = z.object({
  id: integer,
  admins: z.array(z.object({ userId: integer, status: z.enum(['creator', 'administrator']) })),
  bot: member,
  metBot: z.boolean(),
  links: z.array(link),
  boosts: z.array(boost).optional(),
  progress: z.object({ eventsUntil: z.number(), reactionsUntil: z.number() }),
  journal: z.array(object),
  ownPosts: z.array(message),
});

const file = z.object({
  number: integer,
  kind: z.enum(['photo', 'document']),
  name: z.string(),
  mimeType: z.string(),
  size: integer,
  width: integer.optional(),
  height: integer.optional(),
});

/** All that the sandbox keeps between two runs. */
export const snapshotSchema = z.object({
  version: z.literal(1),
  seed: z.union([z.number(), z.string()]),
  /** ISO: when the channels' lives began. */
  bornAt: z.iso.datetime(),
  clock: z.object({ origin: z.number(), since: z.number(), speed: z.number(), frozen: z.boolean() }),
  world: z.object({
    nextMessageId: integer,
    nextFileNumber: integer,
    nextSecret: integer,
    files: z.array(file),
    commands: z.array(
      z.tuple([z.string(), z.array(z.object({ command: z.string(), description: z.string() }))]),
    ),
    chats: z.array(chat),
    channels: z.array(channel),
  }),
  queue: z.object({
    nextUpdateId: integer,
    allowedUpdates: z.array(z.string()),
    pending: z.array(z.object({ update, queuedAt: z.number(), lane: z.string() })),
  }),
  webhook: z
    .object({ url: z.string(), secretToken: z.string().optional(), maxConnections: integer })
    .nullable(),
});

/** A kept state, parsed. */
export type Snapshot = z.output<typeof snapshotSchema>;
