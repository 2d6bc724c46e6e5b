import { createHash } from 'node:crypto';
import { InvalidKeyError } from '../caching.errors.js';

/** What keys are made of. Nothing personal: keys are seen by whoever sees Redis. */
export type KeyPart = string | number;

const longestPlainKey = 512;

/**
 * `namespace:version:group:part:part` under a prefix that ends with the group; injective: no two different lists of parts give
 * the same key, whatever they hold. Text is percent-encoded, numbers carry a `~` (so `1` and `'1'` differ); long keys end in a
 * SHA-256. Every lookup runs it: no array, no JSON, no regular expression.
 * @throws InvalidKeyError for NaN, infinities and broken text
 */
export function keyUnder(groupPrefix: string, parts: readonly KeyPart[]): string {
  let key = groupPrefix;
  for (let position = 0; position < parts.length; position += 1) {
    key += `:${encodePart(parts[position] as KeyPart)}`;
  }
  if (key.length <= longestPlainKey) return key;
  // '!' is in no encoded part, so a hashed key equals no plain one.
  return `${groupPrefix}:!${createHash('sha256').update(key).digest('base64url')}`;
}

/**
 * A tag of typed parts, `channel:~123`: as injective as keys are.
 * @throws InvalidKeyError as keys do, and when the tag gets longer than 200 characters
 */
export function tag(name: string, ...parts: readonly KeyPart[]): string {
  return checkTag([encodePart(name), ...parts.map(encodePart)].join(':'));
}

/** Gives the tag back if it is fit to be one. Throws an `InvalidKeyError`. */
export function checkTag(text: string): string {
  if (!/^[A-Za-z0-9_.:@%~'()*-]{1,200}$/.test(text)) {
    throw new InvalidKeyError(
      'a tag has 1 to 200 characters of A-Z a-z 0-9 _ . : @ % ~ - (make it by tag())',
    );
  }
  return text;
}

/** A part as keys and tags hold it. Throws an `InvalidKeyError`. */
export function encodePart(part: KeyPart): string {
  if (typeof part === 'number') {
    if (!Number.isFinite(part)) throw new InvalidKeyError('a number must be finite');
    return `~${part}`;
  }
  // Most parts are plain words: encoding them again would change nothing.
  if (isPlain(part)) return part;
  try {
    return encodeURIComponent(part).replace(/[~!]/g, (mark) => (mark === '~' ? '%7E' : '%21'));
  } catch {
    throw new InvalidKeyError('a text has a broken character (half of a surrogate pair)');
  }
}

/** 1 for the characters that stand for themselves: A-Z a-z 0-9 _ . - */
const plain = new Uint8Array(128);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-') {
  plain[character.charCodeAt(0)] = 1;
}

function isPlain(text: string): boolean {
  for (let position = 0; position < text.length; position += 1) {
    if (plain[text.charCodeAt(position)] !== 1) return false;
  }
  return true;
}
