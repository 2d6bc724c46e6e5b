/** The kinds we ask Telegram for; joins, leaves and reactions come only when named. */
export const allowedUpdates = [
  'message',
  'callback_query',
  'my_chat_member',
  'channel_post',
  'edited_channel_post',
  'message_reaction_count',
  'message_reaction',
  'chat_member',
  'chat_join_request',
  'chat_boost',
  'removed_chat_boost',
] as const;
