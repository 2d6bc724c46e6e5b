import { z } from 'zod';

const seconds = z
  .string()
  .regex(/^\d{1,12}$/)
  .transform(Number);

const textPart = z.union([z.string(), z.object({ text: z.string() }).transform(({ text }) => text)]);

/** A message of Telegram Desktop's export, as far as a figure needs it. Unknown fields are left out. */
export const exportedMessage = z.object({
  id: z.number().int().positive().max(2_147_483_647),
  type: z.literal('message'),
  date_unixtime: seconds,
  edited_unixtime: seconds.optional(),
  text: z
    .union([z.string(), z.array(textPart)])
    .transform((text) => (typeof text === 'string' ? text : text.join('')))
    .default(''),
  photo: z.string().optional(),
  file: z.string().optional(),
  media_type: z.string().optional(),
  poll: z.unknown().optional(),
  location_information: z.unknown().optional(),
  contact_information: z.unknown().optional(),
  reactions: z
    .array(
      z.object({
        type: z.enum(['emoji', 'custom_emoji', 'paid']),
        count: z.number().int().nonnegative(),
        emoji: z.string().optional(),
        document_id: z.string().optional(),
      }),
    )
    .optional(),
});
export type ExportedMessage = z.infer<typeof exportedMessage>;

/** `result.json` of a channel's export. Its messages are read one by one: a strange one does not spoil the rest. */
export const channelExport = z.object({
  type: z.string(),
  /** The channel's number without the `-100` that the Bot API puts before it. */
  id: z.number().int().positive(),
  messages: z.array(z.unknown()),
});
