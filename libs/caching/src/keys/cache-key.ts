import { createHash } from 'node:crypto';
import { InvalidKeyError } from '../caching.errors.js';

/** What keys are made of. Nothing personal: keys are seen by whoever sees Redis. */
export type KeyPart = string | number;

const longestPlainKey = 512;

/**
 * `namespace:version:group:part:part`, injective: no two different lists of parts give the same key, whatever they hold. Text is
 * percent-encoded, numbers carry a `~` (so `1` and `'1'` differ); long keys end in a SHA-256.
 * @throws InvalidKeyError for NaN, infinities and broken text
 */
export function buildKey(prefix: string, group: string, parts: readonly KeyPart[]): string {
  let key = `${prefix}:${group}`;
  for (const part of parts) key += `:${encodePart(part)}`;
  if (key.length <= longestPlainKey) return key;
  // '!' is in no encoded part, so a hashed key equals no plain one.
  return `${prefix}:${group}:!${createHash('sha256').update(key).digest('base64url')}`;
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

function encodePart(part: KeyPart): string {
  if (typeof part === 'number') {
    if (!Number.isFinite(part)) throw new InvalidKeyError('a number must be finite');
    return `~${part}`;
  }
  // Most parts are plain words: encoding them again would change nothing.
  if (/^[A-Za-z0-9_.-]*$/.test(part)) return part;
  try {
    return encodeURIComponent(part).replace(/[~!]/g, (mark) => (mark === '~' ? '%7E' : '%21'));
  } catch {
    throw new InvalidKeyError('a text has a broken character (half of a surrogate pair)');
  }
}
