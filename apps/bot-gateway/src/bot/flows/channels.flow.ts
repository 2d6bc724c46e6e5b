import type { ChannelQuestions } from '../channel-questions.js';
import type { BotContext } from '../bot-context.js';
import { channelButtons, channelPicker } from '../../views/keyboards.js';
import { userIdOf } from '../user-id.js';

/** `/start`: asks for one thing, the channel; or shows the way back in. */
export async function start(ctx: BotContext, questions: ChannelQuestions): Promise<void> {
  const channels = await questions.list(userIdOf(ctx));
  if (channels.length === 0) return invite(ctx);
  const { texts } = ctx;
  await ctx.reply(texts.say('start.back', { count: channels.length }), {
    parse_mode: 'HTML',
    reply_markup: channelButtons(texts, channels),
  });
}

/** Offers the native channel picker. */
export async function invite(ctx: BotContext): Promise<void> {
  await ctx.reply(ctx.texts.say('start.welcome'), {
    parse_mode: 'HTML',
    reply_markup: channelPicker(ctx.texts),
  });
}

/** `/channels`: one button a channel. */
export async function listOwnChannels(ctx: BotContext, questions: ChannelQuestions): Promise<void> {
  const channels = await questions.list(userIdOf(ctx));
  const { texts } = ctx;
  if (channels.length === 0) {
    await ctx.reply(texts.say('channels.none'), { reply_markup: channelPicker(texts) });
    return;
  }
  await ctx.reply(texts.say('channels.list'), {
    parse_mode: 'HTML',
    reply_markup: channelButtons(texts, channels),
  });
}
