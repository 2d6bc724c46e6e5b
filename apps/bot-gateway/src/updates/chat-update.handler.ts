import { Controller, Inject, Logger } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { Telegraf } from 'telegraf';
import type { Update } from 'telegraf/types';
import { chatUpdateReceived, type ReceivedUpdate } from '@analyticbot/contracts';
import { EventHandler } from '@analyticbot/messaging';
import { classifyTelegramError, type TelegramError } from '@analyticbot/telegram';
import type { BotContext } from '../bot/bot-context.js';
import { refusalOf } from '../bot/refusals.js';
import { BOT } from '../bot/bot.tokens.js';
import { sendingOnce } from '../sender/send-scope.js';
import { chatOf } from './chat-of.js';
import { textsFor } from '../i18n/texts.js';

/** Takes chat updates off the stream, in order within a chat, and lets the bot answer them. */
@Controller()
export class ChatUpdateHandler {
  private readonly logger = new Logger(ChatUpdateHandler.name);

  constructor(@Inject(BOT) private readonly bot: Telegraf<BotContext>) {}

  /** Returns when the update is answered; rejects when it shall be tried again. */
  @EventHandler(chatUpdateReceived)
  async handle(@Payload() { update }: ReceivedUpdate): Promise<void> {
    try {
      await sendingOnce(`update:${update.update_id}`, () =>
        this.bot.handleUpdate(update as unknown as Update),
      );
    } catch (error) {
      await this.settle(update, error);
    }
  }

  private async settle(update: ReceivedUpdate['update'], error: unknown): Promise<void> {
    const telegram = classifyTelegramError(error);
    if (telegram !== undefined) return this.settleTelegram(telegram);
    const refusal = refusalOf(error);
    await this.apologise(update, refusal ?? 'errors.unexpected');
    if (refusal === undefined) throw error;
  }

  /** Some answers can't be delivered by trying again: the person left, or the message is as it should be. */
  private settleTelegram(error: TelegramError): void {
    if (error.retryable) throw error;
    this.logger.warn({ code: error.code, msg: 'Telegram refused an answer' });
  }

  private async apologise(
    update: ReceivedUpdate['update'],
    text: Parameters<ReturnType<typeof textsFor>['say']>[0],
  ) {
    const chat = chatOf(update);
    if (chat === undefined) return;
    const texts = textsFor(chat.languageCode);
    await sendingOnce(`apology:${update.update_id}`, async () => {
      if (chat.callbackQueryId !== undefined) await this.bot.telegram.answerCbQuery(chat.callbackQueryId);
      await this.bot.telegram.sendMessage(chat.id, texts.say(text), { parse_mode: 'HTML' });
    });
  }
}
