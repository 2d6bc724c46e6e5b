import type { Telegram } from 'telegraf';
import type { Texts } from '../../i18n/texts.js';
import { sendingOnce } from '../../sender/send-scope.js';
import { channelAddedText } from '../../views/channel-added.view.js';
import { reportButton } from '../../views/keyboards.js';
import type { ChannelQuestions } from '../channel-questions.js';

/** The picker and the change of rights both announce the same connection within moments: one message is enough. */
const sameConnectionMs = 60_000;

/** What connecting a channel needs besides the channel and the person. */
export interface ConnectTools {
  readonly questions: ChannelQuestions;
  readonly telegram: Telegram;
  readonly texts: Texts;
}

/** Registers a channel for a person and tells them in private what the bot can see there, once a connection. */
export async function connectChannel(tools: ConnectTools, channelId: string, userId: string): Promise<void> {
  const { questions, telegram, texts } = tools;
  const registration = await questions.register(channelId, userId);
  const tell = () =>
    telegram.sendMessage(userId, channelAddedText(texts, registration), {
      parse_mode: 'HTML',
      reply_markup: reportButton(texts, channelId),
    });
  await sendingOnce(`connected:${channelId}:${userId}`, tell, sameConnectionMs);
}
