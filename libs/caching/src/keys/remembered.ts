import type { KeyPart } from './cache-key.js';

/** So many are remembered; then all are forgotten at once, which costs no more than making each again. */
const atMost = 10_000;
/** Longer parts are rare, and would take more room than they save time. */
const longestPart = 128;

/**
 * Texts made of one part (keys, tags), remembered: whoever is asked for often is not put together, and hashed, for every read.
 * @param make throws for a part that is none; nothing is remembered then
 */
export function remembered(make: (part: KeyPart) => string): (part: KeyPart) => string {
  const known = new Map<KeyPart, string>();
  return (part) => {
    const text = known.get(part);
    if (text !== undefined) return text;
    const made = make(part);
    if (typeof part === 'string' && part.length > longestPart) return made;
    if (known.size >= atMost) known.clear();
    known.set(part, made);
    return made;
  };
}
