import { Injectable } from '@nestjs/common';
import type { ChatMemberUpdated } from 'telegraf/types';
import { classifyTelegramError } from '@analyticbot/telegram';
import { textsFor } from '../../i18n/texts.js';
import { retryButton } from '../../views/keyboards.js';
import type { BotContext } from '../bot-context.js';
import { ChannelQuestions } from '../channel-questions.js';
import { connectChannel } from './connect.flow.js';

/** The bot itself was promoted in a channel, demoted or removed. */
@Injectable()
export class BotStatusFlow {
  constructor(private readonly questions: ChannelQuestions) {}

  /** Handles one `my_chat_member`. Anything but a channel is none of our business. */
  async handle(ctx: BotContext, update: ChatMemberUpdated): Promise<void> {
    if (update.chat.type !== 'channel') return;
    const channelId = String(update.chat.id);
    const admin = update.new_chat_member.status === 'administrator';
    const outcome = await this.questions.botStatusChanged({
      channelId,
      title: update.chat.title,
      username: update.chat.username ?? null,
      admin,
      changedBy: String(update.from.id),
      // Telegram tells the second only: its end is never before what was stored within it.
      changedAt: new Date(update.date * 1000 + 999).toISOString(),
    });
    if (!outcome.applied) return;
    const texts = textsFor(update.from.language_code);
    if (admin) {
      const tools = { questions: this.questions, telegram: ctx.telegram, texts };
      await connectChannel(tools, channelId, String(update.from.id));
      return;
    }
    for (const administrator of outcome.tell) {
      const notice = texts.say('added.removed', { title: update.chat.title });
      await unlessUnreachable(
        ctx.telegram.sendMessage(administrator, notice, {
          parse_mode: 'HTML',
          reply_markup: retryButton(texts, channelId),
        }),
      );
    }
  }
}

/** Somebody who blocked the bot must not keep the others from being told. */
async function unlessUnreachable(sending: Promise<unknown>): Promise<void> {
  try {
    await sending;
  } catch (error) {
    const refusal = classifyTelegramError(error);
    if (refusal?.code !== 'E_TELEGRAM_BLOCKED_BY_USER' && refusal?.code !== 'E_TELEGRAM_CHAT_NOT_FOUND')
      throw error;
  }
}
