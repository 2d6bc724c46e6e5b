import type { Context } from 'telegraf';

/**
 * The id of the person behind an update, as a decimal string.
 * @throws TypeError where Telegram names nobody, such as for a post of a channel.
 */
export function userIdOf(ctx: Context): string {
  if (ctx.from === undefined) throw new TypeError('this kind of update comes from no person');
  return String(ctx.from.id);
}
