import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { Telegram } from 'telegraf';
import { firstReportReady, type FirstReport } from '@analyticbot/contracts';
import { EventHandler } from '@analyticbot/messaging';
import { SENDER } from '../bot/bot.tokens.js';
import { textsFor } from '../i18n/texts.js';
import { reportButton } from '../views/keyboards.js';
import { noticeOnce } from './notice.js';

/** Tells the people who connected a channel that its first report can be read. */
@Controller()
export class FirstReportHandler {
  constructor(@Inject(SENDER) private readonly sender: Telegram) {}

  /** Each person is told once, however often the event comes. */
  @EventHandler(firstReportReady)
  async handle(@Payload() { channelId, title, tell }: FirstReport): Promise<void> {
    // The worker knows people by id only: their language is learned when they write next.
    const texts = textsFor(undefined);
    for (const person of tell) {
      await noticeOnce(`first-report:${channelId}:${person}`, () =>
        this.sender.sendMessage(person, texts.say('added.firstReport', { title }), {
          parse_mode: 'HTML',
          reply_markup: reportButton(texts, channelId),
        }),
      );
    }
  }
}
