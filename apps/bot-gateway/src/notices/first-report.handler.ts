import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { Telegram } from 'telegraf';
import { firstReportReady, type FirstReport } from '@analyticbot/contracts';
import { EventHandler } from '@analyticbot/messaging';
import { classifyTelegramError, withLane } from '@analyticbot/telegram';
import { SENDER } from '../bot/bot.tokens.js';
import { sendingOnce } from '../sender/send-scope.js';
import { textsFor } from '../i18n/texts.js';
import { reportButton } from '../views/keyboards.js';

/** Longer than a dead-lettered event may wait before somebody replays it. */
const rememberMs = 30 * 86_400_000;

/** Tells the people who connected a channel that its first report can be read. */
@Controller()
export class FirstReportHandler {
  constructor(@Inject(SENDER) private readonly sender: Telegram) {}

  /** Each person is told once, however often the event comes. */
  @EventHandler(firstReportReady)
  async handle(@Payload() { channelId, title, tell }: FirstReport): Promise<void> {
    for (const person of tell) {
      await sendingOnce(
        `first-report:${channelId}:${person}`,
        () => this.tell(person, channelId, title),
        rememberMs,
      );
    }
  }

  private async tell(person: string, channelId: string, title: string): Promise<void> {
    // The worker knows people by id only: their language is learned when they write next.
    const texts = textsFor(undefined);
    try {
      await withLane('alert', () =>
        this.sender.sendMessage(person, texts.say('added.firstReport', { title }), {
          parse_mode: 'HTML',
          reply_markup: reportButton(texts, channelId),
        }),
      );
    } catch (error) {
      // Somebody who blocked the bot or never wrote to it can't be told: trying again changes nothing.
      if (classifyTelegramError(error)?.retryable !== false) throw error;
    }
  }
}
