/** Injection token of the bot: a `Telegraf<BotContext>`. */
export const BOT = Symbol('bot');
/** Injection token of the one sender: a telegraf `Telegram` behind ledger and limiter. */
export const SENDER = Symbol('sender');
