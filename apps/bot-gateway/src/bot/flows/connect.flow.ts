import type { Telegram } from 'telegraf';
import type { EffectLedger } from '@analyticbot/messaging';
import type { Texts } from '../../i18n/texts.js';
import { channelAddedText } from '../../views/channel-added.view.js';
import { reportButton } from '../../views/keyboards.js';
import type { ChannelQuestions } from '../channel-questions.js';

/** The picker and the change of rights both announce the same connection within moments: one message is enough. */
const sameConnectionMs = 60_000;

/** What connecting a channel needs besides the channel and the person. */
export interface ConnectTools {
  readonly questions: ChannelQuestions;
  readonly ledger: EffectLedger;
  readonly telegram: Telegram;
  readonly texts: Texts;
}

/** Registers a channel for a person and tells them in private what the bot can see there, once a connection. */
export async function connectChannel(tools: ConnectTools, channelId: string, userId: string): Promise<void> {
  const registration = await tools.questions.register(channelId, userId);
  await tools.ledger.once(`connected:${channelId}:${userId}`, sameConnectionMs, async () => {
    await tools.telegram.sendMessage(userId, channelAddedText(tools.texts, registration), {
      parse_mode: 'HTML',
      reply_markup: reportButton(tools.texts, channelId),
    });
  });
}
