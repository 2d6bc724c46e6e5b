import { z } from 'zod';

const person = z.object({ id: z.number().int(), language_code: z.string().optional() });
const chat = z.object({ id: z.number().int() });
const answerable = z.object({
  message: z.object({ chat, from: person.optional() }).optional(),
  callback_query: z
    .object({ id: z.string(), from: person, message: z.object({ chat }).optional() })
    .optional(),
});

/** Where an apology for an update may go. */
export interface AnswerableChat {
  readonly id: number;
  readonly languageCode: string | undefined;
  readonly callbackQueryId?: string;
}

/** The chat that waits for an answer to this update; undefined for updates that nobody waits on. */
export function chatOf(update: unknown): AnswerableChat | undefined {
  const parsed = answerable.safeParse(update);
  if (!parsed.success) return undefined;
  const { message, callback_query: press } = parsed.data;
  if (message !== undefined) return { id: message.chat.id, languageCode: message.from?.language_code };
  if (press?.message === undefined) return undefined;
  return { id: press.message.chat.id, languageCode: press.from.language_code, callbackQueryId: press.id };
}
