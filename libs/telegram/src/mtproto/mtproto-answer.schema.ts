import { z } from 'zod';

const count = z.int().nonnegative();
/** A 64-bit number: some object with a text of its own. */
const long = z.unknown().transform(String);

const reaction = z.object({
  count,
  reaction: z.looseObject({ _: z.string(), emoticon: z.string().optional(), documentId: long.optional() }),
});

/** A post. Figures that Telegram leaves out are absent. */
export const messageSchema = z.looseObject({
  _: z.literal('message'),
  id: z.int().positive(),
  date: z.int().positive(),
  editDate: z.int().positive().optional(),
  editHide: z.boolean().optional(),
  message: z.string().default(''),
  views: count.optional(),
  forwards: count.optional(),
  replies: z.looseObject({ replies: count }).optional(),
  groupedId: long.optional(),
  reactions: z.looseObject({ results: z.array(reaction) }).optional(),
  media: z
    .looseObject({
      _: z.string(),
      document: z
        .looseObject({
          attributes: z
            .array(
              z.looseObject({
                _: z.string(),
                voice: z.boolean().optional(),
                roundMessage: z.boolean().optional(),
              }),
            )
            .default([]),
        })
        .optional(),
    })
    .optional(),
});
export type RawMessage = z.infer<typeof messageSchema>;

/** Whatever stands at an id: a post, a service message, or nothing. */
export const messagesSchema = z.looseObject({
  messages: z.array(z.looseObject({ _: z.string(), id: z.int().positive() })),
});

/** Channels named in an answer. */
export const chatsSchema = z.looseObject({
  chats: z.array(
    z.looseObject({
      _: z.string(),
      id: z.int().positive(),
      title: z.string().default(''),
      username: z.string().nullish(),
      usernames: z.array(z.looseObject({ username: z.string(), active: z.boolean().optional() })).nullish(),
      accessHash: z.unknown(),
    }),
  ),
});
export type RawChat = z.infer<typeof chatsSchema>['chats'][number];

/** A channel's figures. `pts` counts everything that ever happened in it: no post has a higher id. */
export const fullChannelSchema = z.looseObject({
  fullChat: z.looseObject({ participantsCount: count.optional(), pts: count.default(0) }),
  chats: chatsSchema.shape.chats,
});
