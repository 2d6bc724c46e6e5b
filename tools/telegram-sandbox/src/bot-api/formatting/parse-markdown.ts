import { type MessageEntity } from '../../state/telegram-objects.js';
import { badRequest } from '../bot-api.errors.js';

const marks: Readonly<Record<string, string>> = { '*': 'bold', _: 'italic', '`': 'code' };

/** Reads the old `Markdown` mode: no nesting, `\` before one of `_ * [ and the backtick` escapes it. @throws BotApiError (400) */
export function parseMarkdown(source: string): { text: string; entities: MessageEntity[] } {
  let text = '';
  const entities: MessageEntity[] = [];
  for (let index = 0; index < source.length;) {
    const character = source[index] ?? '';
    if (character === '\\' && '_*`['.includes(source[index + 1] ?? ' ')) {
      text += source[index + 1];
      index += 2;
      continue;
    }
    if (!'_*`['.includes(character)) {
      text += character;
      index += 1;
      continue;
    }
    const fence = source.startsWith('```', index);
    const [opening, closing] = fence ? ['```', '```'] : [character, character === '[' ? ']' : character];
    const end = source.indexOf(closing, index + opening.length);
    if (end < 0) {
      throw badRequest(
        "can't parse entities: Can't find end of the entity starting at byte offset " +
          Buffer.byteLength(source.slice(0, index)),
      );
    }
    const inside = source.slice(index + opening.length, end);
    index = end + closing.length;
    const place = { offset: text.length, length: inside.length };
    text += inside;
    if (character === '[') {
      const target = /^\(([^)]*)\)/.exec(source.slice(index));
      if (target) index += target[0].length;
      if (target?.[1] && place.length > 0) entities.push({ type: 'text_link', ...place, url: target[1] });
    } else if (place.length > 0) {
      entities.push({ type: fence ? 'pre' : (marks[character] ?? 'code'), ...place });
    }
  }
  return { text, entities };
}
