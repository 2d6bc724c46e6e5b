import { Injectable } from '@nestjs/common';
import type { ChatMemberUpdated } from 'telegraf/types';
import { textsFor } from '../../i18n/texts.js';
import type { BotContext } from '../bot-context.js';
import { ChannelQuestions } from '../channel-questions.js';
import { connectChannel } from './connect.flow.js';

/** The bot itself was promoted in a channel, demoted or removed. */
@Injectable()
export class BotStatusFlow {
  constructor(private readonly questions: ChannelQuestions) {}

  /** Handles one `my_chat_member`: of a channel, or of a person who blocked the bot or let it in again. */
  async handle(ctx: BotContext, update: ChatMemberUpdated): Promise<void> {
    if (update.chat.type === 'private') return this.reachability(update);
    if (update.chat.type !== 'channel') return;
    const channelId = String(update.chat.id);
    const admin = update.new_chat_member.status === 'administrator';
    const outcome = await this.questions.botStatusChanged({
      channelId,
      title: update.chat.title,
      username: update.chat.username ?? null,
      admin,
      changedBy: String(update.from.id),
      changedAt: momentOf(update),
    });
    // A loss is told to all administrators by the worker's event.
    if (!outcome.applied || !admin) return;
    const texts = textsFor(update.from.language_code);
    const tools = { questions: this.questions, telegram: ctx.telegram, texts };
    await connectChannel(tools, channelId, String(update.from.id));
  }

  private async reachability(update: ChatMemberUpdated): Promise<void> {
    const reachable = update.new_chat_member.status === 'member';
    await this.questions.reachabilityChanged(String(update.chat.id), reachable, momentOf(update));
  }
}

/** Telegram tells the second only: its end is never before what was stored within it. */
function momentOf({ date }: ChatMemberUpdated): string {
  return new Date(date * 1000 + 999).toISOString();
}
