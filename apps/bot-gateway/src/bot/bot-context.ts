import type { Context } from 'telegraf';
import type { Texts } from '../i18n/texts.js';

/** telegraf's context with the words in the language of whoever wrote. */
export interface BotContext extends Context {
  texts: Texts;
}
