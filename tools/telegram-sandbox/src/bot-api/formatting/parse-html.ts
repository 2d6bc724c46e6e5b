import { type MessageEntity } from '../../state/telegram-objects.js';
import { badRequest } from '../bot-api.errors.js';

const simpleTags: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  'tg-spoiler': 'spoiler',
  code: 'code',
  pre: 'pre',
  a: 'text_link',
  'tg-emoji': 'custom_emoji',
};
const namedCharacters: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };
const attributePattern = /([a-z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?/gi;

interface OpenTag {
  name: string;
  attributes: Readonly<Record<string, string>>;
  offset: number;
}

/** Reads the Bot API's HTML. @throws BotApiError (400) in Telegram's words; offsets in its messages are bytes. */
export function parseHtml(source: string): { text: string; entities: MessageEntity[] } {
  let text = '';
  const open: OpenTag[] = [];
  const entities: MessageEntity[] = [];
  const fail = (reason: string): never => {
    throw badRequest(`can't parse entities: ${reason}`);
  };
  const bytesTo = (index: number): number => Buffer.byteLength(source.slice(0, index));

  for (let index = 0; index < source.length;) {
    if (source[index] === '&') {
      const reference = /^&(?:#(\d{1,7})|#x([\da-f]{1,6})|(lt|gt|amp|quot));?/i.exec(
        source.slice(index, index + 12),
      );
      text += reference ? decode(reference) : '&';
      index += reference ? reference[0].length : 1;
      continue;
    }
    if (source[index] !== '<') {
      text += source[index];
      index += 1;
      continue;
    }
    const end = source.indexOf('>', index);
    const closing = source[index + 1] === '/';
    if (end < 0)
      fail(`${closing ? 'Unclosed end tag' : 'Unclosed start tag'} at byte offset ${bytesTo(index)}`);
    const inside = source.slice(index + (closing ? 2 : 1), end).trim();
    const name = (/^[^\s/>]*/.exec(inside)?.[0] ?? '').toLowerCase();
    if (closing) {
      const tag = open.pop() ?? fail(`Unexpected end tag at byte offset ${bytesTo(index)}`);
      if (name !== '' && name !== tag.name) {
        fail(
          `Unmatched end tag at byte offset ${bytesTo(index)}, expected "</${tag.name}>", found "</${name}>"`,
        );
      }
      close(tag, text.length, entities, text);
    } else {
      const attributes = readAttributes(inside.slice(name.length));
      if (name === 'span') {
        if (attributes['class'] !== 'tg-spoiler') {
          fail(`Tag "span" must have class "tg-spoiler" at byte offset ${bytesTo(index)}`);
        }
      } else if (!simpleTags[name] && name !== 'blockquote') {
        fail(`Unsupported start tag "${name}" at byte offset ${bytesTo(index)}`);
      }
      open.push({ name, attributes, offset: text.length });
    }
    index = end + 1;
  }
  const unclosed = open.at(-1);
  if (unclosed) fail(`Can't find end tag corresponding to start tag "${unclosed.name}"`);
  return { text, entities };
}

function decode(reference: RegExpExecArray): string {
  const [, decimal, hexadecimal, name] = reference;
  if (name) return namedCharacters[name.toLowerCase()] ?? '';
  const code = decimal ? Number(decimal) : parseInt(hexadecimal ?? '', 16);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
}

function readAttributes(text: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name, double, single, bare] of text.matchAll(attributePattern)) {
    if (name) {
      const value = double ?? single ?? bare ?? '';
      attributes[name.toLowerCase()] = value.replace(
        /&(lt|gt|amp|quot);/g,
        (whole, entity: string) => namedCharacters[entity] ?? whole,
      );
    }
  }
  return attributes;
}

function close(tag: OpenTag, end: number, entities: MessageEntity[], text: string): void {
  const place = { offset: tag.offset, length: end - tag.offset };
  if (place.length === 0) return;
  const { name, attributes } = tag;
  if (name === 'a') {
    const url = attributes['href'] || text.slice(tag.offset, end);
    if (/^(https?|tg|mailto|tel|ton):/i.test(url) || /^[\w-]+(\.[\w-]+)+/.test(url)) {
      entities.push({ type: 'text_link', ...place, url: /^[a-z]+:/i.test(url) ? url : `http://${url}` });
    }
  } else if (name === 'pre') {
    const code = entities.findIndex(
      (entity) => entity.type === 'code' && entity.offset === place.offset && entity.length === place.length,
    );
    const language = code >= 0 ? entities.splice(code, 1)[0]?.language : undefined;
    entities.push({ type: 'pre', ...place, ...(language && { language }) });
  } else if (name === 'code') {
    const language = /^language-(.+)$/.exec(attributes['class'] ?? '')?.[1];
    entities.push({ type: 'code', ...place, ...(language && { language }) });
  } else if (name === 'tg-emoji') {
    entities.push({ type: 'custom_emoji', ...place, custom_emoji_id: attributes['emoji-id'] ?? '' });
  } else if (name === 'blockquote') {
    entities.push({ type: 'expandable' in attributes ? 'expandable_blockquote' : 'blockquote', ...place });
  } else {
    entities.push({ type: simpleTags[name] ?? 'spoiler', ...place });
  }
}
