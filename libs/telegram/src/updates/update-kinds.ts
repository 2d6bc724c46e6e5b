/** Whose update it is: the worker's, the gateway's, or nobody's. */
export type UpdateRoute = 'channel-event' | 'chat' | 'ignored';

/** Why an update is left alone. */
export type IgnoredReason =
  | 'unknown-kind'
  | 'no-kind'
  | 'several-kinds'
  | 'inline-mode-unused'
  | 'payments-unused'
  | 'business-unused'
  | 'polls-unused'
  | 'guest-mode-unused'
  | 'managed-bots-unused'
  | 'not-a-chat';

interface KindRule {
  readonly route: UpdateRoute;
  /** Only for `ignored`. */
  readonly reason?: IgnoredReason;
}

const channelEvent: KindRule = { route: 'channel-event' };
const chat: KindRule = { route: 'chat' };
const ignored = (reason: IgnoredReason): KindRule => ({ route: 'ignored', reason });

/** Every kind of update up to Bot API 10.3, and what we do with it. */
export const updateKinds = {
  channel_post: channelEvent,
  edited_channel_post: channelEvent,
  message_reaction_count: channelEvent,
  message_reaction: channelEvent,
  chat_member: channelEvent,
  chat_join_request: channelEvent,
  chat_boost: channelEvent,
  removed_chat_boost: channelEvent,
  message: chat,
  edited_message: chat,
  callback_query: chat,
  my_chat_member: chat,
  inline_query: ignored('inline-mode-unused'),
  chosen_inline_result: ignored('inline-mode-unused'),
  shipping_query: ignored('payments-unused'),
  pre_checkout_query: ignored('payments-unused'),
  purchased_paid_media: ignored('payments-unused'),
  subscription: ignored('payments-unused'),
  poll: ignored('polls-unused'),
  poll_answer: ignored('polls-unused'),
  business_connection: ignored('business-unused'),
  business_message: ignored('business-unused'),
  edited_business_message: ignored('business-unused'),
  deleted_business_messages: ignored('business-unused'),
  guest_message: ignored('guest-mode-unused'),
  managed_bot: ignored('managed-bots-unused'),
} as const satisfies Record<string, KindRule>;

/** The name of the one field that says what an update is about. */
export type UpdateKind = keyof typeof updateKinds;

/** True for a field name that is a kind of update. */
export function isUpdateKind(name: string): name is UpdateKind {
  return Object.hasOwn(updateKinds, name);
}

/** What is done with a kind. */
export function ruleOf(kind: UpdateKind): KindRule {
  return updateKinds[kind];
}
