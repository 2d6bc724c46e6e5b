import { z } from 'zod';
import { type MessageEntity } from '../../state/telegram-objects.js';
import { badRequest } from '../bot-api.errors.js';
import { findEntities } from './find-entities.js';
import { parseHtml } from './parse-html.js';
import { parseMarkdown } from './parse-markdown.js';
import { parseMarkdownV2 } from './parse-markdown-v2.js';

/** A text with its marked stretches, sorted by offset. */
export interface FormattedText {
  text: string;
  entities: MessageEntity[];
}

/** The Bot API's `entities` and `caption_entities`. */
export const entitiesSchema = z.array(
  z.object({
    type: z.string(),
    offset: z.number().int().nonnegative(),
    length: z.number().int().positive(),
    url: z.string().optional(),
    language: z.string().optional(),
    custom_emoji_id: z.string().optional(),
  }),
);

/** A text as the bot gave it. `entities` count only without a parse mode. */
export interface TextSource {
  text: string;
  parseMode: string;
  entities?: MessageEntity[] | undefined;
}

const parsers: Readonly<Record<string, (text: string) => FormattedText>> = {
  html: parseHtml,
  markdown: parseMarkdown,
  markdownv2: parseMarkdownV2,
};

/**
 * What Telegram makes of a bot's text: marks parsed, white space at both ends cut, links, mentions, tags and commands found.
 * @throws BotApiError (400) for an unknown parse mode and for marks that don't fit.
 */
export function formatText({ text, parseMode, entities }: TextSource): FormattedText {
  const clean = text.replaceAll('\r', '');
  const mode = parseMode.toLowerCase();
  if (mode !== '' && mode !== 'none' && !parsers[mode]) throw badRequest('unsupported parse_mode');
  const parsed = parsers[mode]?.(clean) ?? { text: clean, entities: entities ?? [] };
  const trimmed = trim(parsed);
  return {
    text: trimmed.text,
    entities: [...trimmed.entities, ...findEntities(trimmed)].sort(
      (a, b) => a.offset - b.offset || b.length - a.length,
    ),
  };
}

function trim({ text, entities }: FormattedText): FormattedText {
  const start = text.length - text.trimStart().length;
  const end = text.trimEnd().length;
  return {
    text: text.trim(),
    entities: entities.flatMap((entity) => {
      const from = Math.max(entity.offset, start);
      const to = Math.min(entity.offset + entity.length, end);
      return to > from ? [{ ...entity, offset: from - start, length: to - from }] : [];
    }),
  };
}
