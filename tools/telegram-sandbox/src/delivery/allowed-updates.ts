/** Kinds that come only when the bot names them. */
const namedOnly = new Set(['chat_member', 'message_reaction', 'message_reaction_count']);

/** Every kind that may be named; others are ignored, as Telegram does. */
const known = new Set([
  ...namedOnly,
  'message',
  'edited_message',
  'channel_post',
  'edited_channel_post',
  'business_connection',
  'business_message',
  'edited_business_message',
  'deleted_business_messages',
  'inline_query',
  'chosen_inline_result',
  'callback_query',
  'shipping_query',
  'pre_checkout_query',
  'purchased_paid_media',
  'poll',
  'poll_answer',
  'my_chat_member',
  'chat_join_request',
  'chat_boost',
  'removed_chat_boost',
]);

/** The kinds as they are remembered: known ones; an empty list stands for the default. */
export function rememberedKinds(asked: readonly string[]): string[] {
  return [...new Set(asked)].filter((kind) => known.has(kind));
}

/** Whether an update of this kind is made for a bot that asked for these (none: the default). */
export function isAllowed(kind: string, asked: readonly string[]): boolean {
  return asked.length === 0 ? !namedOnly.has(kind) : asked.includes(kind);
}
