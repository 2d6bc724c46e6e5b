import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { Telegram } from 'telegraf';
import { channelLost, type LostChannel } from '@analyticbot/contracts';
import { EventHandler } from '@analyticbot/messaging';
import { SENDER } from '../bot/bot.tokens.js';
import { textsFor } from '../i18n/texts.js';
import { retryButton } from '../views/keyboards.js';
import { noticeOnce } from './notice.js';

/** Tells the administrators of a channel that the bot sees nothing new there. */
@Controller()
export class LostChannelHandler {
  constructor(@Inject(SENDER) private readonly sender: Telegram) {}

  /** Each person is told once a loss, however often the event comes. */
  @EventHandler(channelLost)
  async handle(@Payload() { channelId, title, tell, lossId }: LostChannel): Promise<void> {
    // The worker knows people by id only: their language is learned when they write next.
    const texts = textsFor(undefined);
    for (const person of tell) {
      await noticeOnce(`${lossId}:${person}`, () =>
        this.sender.sendMessage(person, texts.say('added.removed', { title }), {
          parse_mode: 'HTML',
          reply_markup: retryButton(texts, channelId),
        }),
      );
    }
  }
}
