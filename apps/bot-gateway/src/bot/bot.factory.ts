import { Telegraf } from 'telegraf';
import { callbackQuery, message } from 'telegraf/filters';
import type { Telegram } from 'telegraf';
import { textsFor } from '../i18n/texts.js';
import { channelPickerRequestId } from '../views/keyboards.js';
import type { BotContext } from './bot-context.js';
import type { ChannelQuestions } from './channel-questions.js';
import { listOwnChannels, start } from './flows/channels.flow.js';
import { connectChannel } from './flows/connect.flow.js';
import type { BotStatusFlow } from './flows/bot-status.flow.js';
import type { PressFlow } from './flows/press.flow.js';
import type { ReportFlow } from './flows/report.flow.js';
import { userIdOf } from './user-id.js';

/** What the bot's handlers stand on. */
export interface BotParts {
  readonly token: string;
  /** The one sender: everything the bot says leaves through it. */
  readonly sender: Telegram;
  readonly questions: ChannelQuestions;
  readonly reports: ReportFlow;
  readonly presses: PressFlow;
  readonly botStatus: BotStatusFlow;
}

/** Builds the bot: which update goes to which flow. It receives updates by `handleUpdate` only. */
export function createBot(parts: BotParts): Telegraf<BotContext> {
  const { questions, reports, presses, botStatus } = parts;
  const bot = new Telegraf<BotContext>(parts.token, { handlerTimeout: Number.POSITIVE_INFINITY });
  bot.telegram = parts.sender;
  // telegraf makes a client of its own for every update; this puts the sender in its place.
  Object.assign(bot.context, { telegram: parts.sender });
  // Without it telegraf prints the whole update; whoever takes updates off the stream decides what an error means.
  bot.catch((error) => {
    throw error;
  });
  bot.use((ctx, next) => {
    ctx.texts = textsFor(ctx.from?.language_code);
    return next();
  });
  bot.on('my_chat_member', (ctx) => botStatus.handle(ctx, ctx.myChatMember));
  bot.on(callbackQuery('data'), (ctx) => presses.handle(ctx, ctx.callbackQuery.data));

  bot.start(async (ctx) => {
    await questions.reachabilityChanged(userIdOf(ctx), true, new Date().toISOString());
    await start(ctx, questions);
  });
  bot.help((ctx) => ctx.reply(ctx.texts.say('help.text'), { parse_mode: 'HTML' }));
  bot.command('channels', (ctx) => listOwnChannels(ctx, questions));
  bot.command('stats', (ctx) => reports.stats(ctx, ctx.payload.trim()));
  bot.on(message('chat_shared'), async (ctx) => {
    const shared = ctx.message.chat_shared;
    if (shared.request_id !== channelPickerRequestId) return;
    const tools = { questions, telegram: ctx.telegram, texts: ctx.texts };
    await connectChannel(tools, String(shared.chat_id), userIdOf(ctx));
  });
  bot.on(message('text'), async (ctx) => {
    if (ctx.chat.type !== 'private') return;
    const isCommand = ctx.message.text.startsWith('/');
    await ctx.reply(ctx.texts.say(isCommand ? 'errors.unknownCommand' : 'errors.notACommand'));
  });
  return bot;
}

/** The commands that Telegram's menu shows. */
export function botCommands(language: string) {
  const texts = textsFor(language);
  return (['start', 'channels', 'stats', 'help'] as const).map((command) => ({
    command,
    description: texts.say(`commands.${command}`),
  }));
}
