import { z } from 'zod';

const withId = z.looseObject({ id: z.union([z.int(), z.string().regex(/^-?\d{1,20}$/)]) });

/** Where an update's content may say which chat or person it is about, in the order of trust. */
const about = z.looseObject({
  chat: withId.optional().catch(undefined),
  message: z.looseObject({ chat: withId }).optional().catch(undefined),
  from: withId.optional().catch(undefined),
  user: withId.optional().catch(undefined),
  actor_chat: withId.optional().catch(undefined),
});

/**
 * The id, as a decimal string, that an update's content must stay in order with: its chat's, else its user's. A button
 * press counts for the chat of its message, so that it stays in order with what was written there. Undefined when there is
 * neither.
 */
export function orderingKeyOf(content: unknown): string | undefined {
  const parsed = about.safeParse(content);
  if (!parsed.success) return undefined;
  const { chat, message, from, user, actor_chat: actor } = parsed.data;
  const found = chat ?? message?.chat ?? from ?? user ?? actor;
  return found === undefined ? undefined : String(found.id);
}
