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
 * neither. A change of the bot's own rights counts for the private chat with whoever made it (a private chat's id is the person's):
 * there it stays in order with the channel picker's answer.
 */
export function orderingKeyOf(kind: string, content: unknown): string | undefined {
  const parsed = about.safeParse(content);
  if (!parsed.success) return undefined;
  const { chat, message, from, user, actor_chat: actor } = parsed.data;
  const found =
    (kind === 'my_chat_member' ? from : undefined) ?? chat ?? message?.chat ?? from ?? user ?? actor;
  return found === undefined ? undefined : String(found.id);
}
