/** Methods that write into a chat, and so count against its own limits. */
const writing: ReadonlySet<string> = new Set([
  'sendMessage',
  'sendPhoto',
  'sendDocument',
  'sendVideo',
  'sendAnimation',
  'sendAudio',
  'sendVoice',
  'sendVideoNote',
  'sendSticker',
  'sendMediaGroup',
  'sendLocation',
  'sendContact',
  'sendPoll',
  'sendDice',
  'forwardMessage',
  'forwardMessages',
  'copyMessage',
  'copyMessages',
  'editMessageText',
  'editMessageCaption',
  'editMessageMedia',
  'editMessageReplyMarkup',
]);

/** Methods whose repetition changes nothing: repeated when it is unknown whether the first one arrived. */
const repeatable: ReadonlySet<string> = new Set([
  'getMe',
  'getChat',
  'getChatMember',
  'getChatMemberCount',
  'getChatAdministrators',
  'getFile',
  'getUpdates',
  'getWebhookInfo',
  'setWebhook',
  'deleteWebhook',
  'getMyCommands',
  'setMyCommands',
  'deleteMyCommands',
  'getMyDescription',
  'setMyDescription',
  'setMyShortDescription',
  'setChatMenuButton',
  'getChatMenuButton',
  'setMyDefaultAdministratorRights',
  'getMyDefaultAdministratorRights',
  'sendChatAction',
  'answerCallbackQuery',
  'deleteMessage',
  'deleteMessages',
]);

/** Other methods we call: with the sets above, all names that may become a metric label. */
const others: ReadonlySet<string> = new Set([
  'answerInlineQuery',
  'answerWebAppQuery',
  'createChatInviteLink',
  'editChatInviteLink',
  'revokeChatInviteLink',
  'approveChatJoinRequest',
  'declineChatJoinRequest',
  'pinChatMessage',
  'unpinChatMessage',
  'leaveChat',
  'stopPoll',
  'setMessageReaction',
  'getUserChatBoosts',
  'close',
  'logOut',
]);

/** True for a method that puts or changes a message in a chat. */
export function writesToChat(method: string): boolean {
  return writing.has(method);
}

/** True for a method that may be repeated without anybody noticing. */
export function isRepeatable(method: string): boolean {
  return repeatable.has(method);
}

/** True for a question: equal ones on their way at the same time may share one answer. A long poll is none. */
export function isQuestion(method: string): boolean {
  return method.startsWith('get') && method !== 'getUpdates' && repeatable.has(method);
}

/** The method's name as a metric label: `other` for one outside the closed set. */
export function methodLabel(method: string): string {
  return writing.has(method) || repeatable.has(method) || others.has(method) ? method : 'other';
}
