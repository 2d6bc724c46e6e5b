import { type MessageEntity } from '../../state/telegram-objects.js';

/** What is recognised in plain text, in the order of precedence. */
const patterns: readonly [type: string, pattern: RegExp][] = [
  [
    'url',
    /(?<![\w@])(?:https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]]|(?:[a-z0-9-]+\.)+(?:com|org|net|me|io|dev|ru|uz|ua|info)\b(?:\/[^\s<>"']*[^\s<>"'.,;:!?)\]])?)/giu,
  ],
  ['email', /(?<![\w.+-])[\w.+-]+@(?:[a-z0-9-]+\.)+[a-z]{2,}/giu],
  ['bot_command', /(?<![\w/>])\/[a-z0-9_]{1,64}(?:@[a-z]\w{3,31})?(?![\w/])/giu],
  ['mention', /(?<![\w@])@[a-z]\w{3,31}(?!\w)/giu],
  ['hashtag', /(?<![\p{L}\p{N}_#])#(?=[\p{N}_]*\p{L})[\p{L}\p{N}_]{1,255}/gu],
  ['cashtag', /(?<![\w$])\$[A-Z]{1,8}(?!\w)/gu],
];

/** Stretches in which nothing is recognised. */
const opaque = new Set(['code', 'pre', 'text_link', 'text_mention']);

/** Addresses, mentions, tags and commands in a text, outside of code, links and one another. */
export function findEntities(formatted: { text: string; entities: MessageEntity[] }): MessageEntity[] {
  const taken = formatted.entities.filter(
    ({ type }) => opaque.has(type) || patterns.some(([own]) => own === type),
  );
  const found: MessageEntity[] = [];
  for (const [type, pattern] of patterns) {
    for (const match of formatted.text.matchAll(pattern)) {
      const entity = { type, offset: match.index, length: match[0].length };
      if (![...taken, ...found].some((other) => overlap(entity, other))) found.push(entity);
    }
  }
  return found;
}

function overlap(a: MessageEntity, b: MessageEntity): boolean {
  return a.offset < b.offset + b.length && b.offset < a.offset + a.length;
}
