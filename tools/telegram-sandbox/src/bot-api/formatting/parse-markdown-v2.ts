import { type MessageEntity } from '../../state/telegram-objects.js';
import { badRequest } from '../bot-api.errors.js';

/** Marks that open and close a stretch; longer ones first. */
const marks: readonly [mark: string, type: string, name: string][] = [
  ['```', 'pre', 'Pre'],
  ['__', 'underline', 'Underline'],
  ['||', 'spoiler', 'Spoiler'],
  ['*', 'bold', 'Bold'],
  ['_', 'italic', 'Italic'],
  ['~', 'strikethrough', 'Strikethrough'],
  ['`', 'code', 'Code'],
];
const names: Readonly<Record<string, string>> = {
  ...Object.fromEntries(marks.map(([, type, name]) => [type, name])),
  text_link: 'TextUrl',
  custom_emoji: 'CustomEmoji',
};
const reserved = '_*[]()~`>#+-=|{}.!';

interface OpenMark {
  type: string;
  mark: string;
  offset: number;
  bytes: number;
}

/** Reads the Bot API's `MarkdownV2`. @throws BotApiError (400) in Telegram's words. */
export function parseMarkdownV2(source: string): { text: string; entities: MessageEntity[] } {
  let text = '';
  let index = 0;
  let quoteFrom: number | undefined;
  const open: OpenMark[] = [];
  const entities: MessageEntity[] = [];
  const fail = (reason: string): never => {
    throw badRequest(`can't parse entities: ${reason}`);
  };
  const close = (tag: OpenMark, extra: Partial<MessageEntity> = {}): void => {
    const length = text.length - tag.offset;
    if (length > 0) entities.push({ type: tag.type, offset: tag.offset, length, ...extra });
  };
  const begin = (type: string, mark: string, length: number): void => {
    open.push({ type, mark, offset: text.length, bytes: Buffer.byteLength(source.slice(0, index)) });
    index += length;
  };
  const endQuote = (): void => {
    const length = quoteFrom === undefined ? 0 : text.slice(quoteFrom).trimEnd().length;
    if (quoteFrom !== undefined && length > 0) {
      entities.push({ type: 'blockquote', offset: quoteFrom, length });
    }
    quoteFrom = undefined;
  };

  while (index < source.length) {
    const character = source[index] ?? '';
    const inside = open.at(-1);
    const atLineStart = index === 0 || source[index - 1] === '\n';
    if (atLineStart && quoteFrom !== undefined && character !== '>') endQuote();
    const verbatim = inside?.type === 'code' || inside?.type === 'pre';
    const next = source.charCodeAt(index + 1);
    if (character === '\\' && next > 0 && next <= 126) {
      text += source[index + 1];
      index += 2;
    } else if (inside && source.startsWith(inside.mark, index) && !isLink(inside)) {
      open.pop();
      index += inside.mark.length;
      closePre(inside);
    } else if (verbatim) {
      text += character;
      index += 1;
    } else if (inside && isLink(inside) && character === ']') {
      open.pop();
      const target = /^\]\(((?:\\.|[^)\\])*)\)/.exec(source.slice(index));
      index += target ? target[0].length : 1;
      const url = target?.[1]?.replace(/\\(.)/g, '$1') ?? '';
      const emoji = /^tg:\/\/emoji\?id=(\d+)$/.exec(url)?.[1];
      if (inside.type === 'custom_emoji') close(inside, { custom_emoji_id: emoji ?? '' });
      else if (url) close(inside, { url });
    } else if (character === '>' && atLineStart) {
      quoteFrom ??= text.length;
      index += 1;
    } else {
      const found = marks.find(([mark]) => source.startsWith(mark, index));
      if (found) begin(found[1], found[0], found[0].length);
      else if (character === '[') begin('text_link', ']', 1);
      else if (source.startsWith('![', index)) begin('custom_emoji', ']', 2);
      else if (reserved.includes(character)) {
        fail(`Character '${character}' is reserved and must be escaped with the preceding '\\'`);
      } else {
        text += character;
        index += 1;
      }
    }
  }
  endQuote();
  const unclosed = open.at(-1);
  if (unclosed) fail(`Can't find end of ${names[unclosed.type]} entity at byte offset ${unclosed.bytes}`);
  return { text, entities };

  function closePre(tag: OpenMark): void {
    if (tag.type !== 'pre') return close(tag);
    // A word right after the opening fence names the language.
    const header = /^(\w*)\n/.exec(text.slice(tag.offset));
    if (header) text = text.slice(0, tag.offset) + text.slice(tag.offset + header[0].length);
    text = text.endsWith('\n') ? text.slice(0, -1) : text;
    close(tag, header?.[1] ? { language: header[1] } : {});
  }
}

function isLink(tag: OpenMark): boolean {
  return tag.mark === ']';
}
