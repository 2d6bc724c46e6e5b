/* The Bot API marks up a text by entities: type, offset and length in UTF-16 units, which are JavaScript's own. */

/**
 * A text with its entities as a tree: strings, and {entity, children}. Entities that overlap without nesting are cut at the
 * end of the outer one; those outside the text are left out.
 */
export function entityTree(text, entities) {
  const sorted = [...entities]
    .filter(({ offset, length }) => length > 0 && offset >= 0 && offset < text.length)
    .sort((a, b) => a.offset - b.offset || b.length - a.length);
  let next = 0;

  const branch = (from, to) => {
    const parts = [];
    let at = from;
    while (next < sorted.length && sorted[next].offset < to) {
      const entity = sorted[next++];
      const start = Math.max(entity.offset, at);
      const end = Math.min(entity.offset + entity.length, to);
      if (end <= start) continue;
      if (start > at) parts.push(text.slice(at, start));
      parts.push({ entity, children: branch(start, end) });
      at = end;
    }
    if (at < to) parts.push(text.slice(at, to));
    return parts;
  };
  return branch(0, text.length);
}

/** An address that a link may lead to, or undefined: only the web, mail and Telegram itself. */
export function safeAddress(address) {
  const withScheme = /^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `https://${address}`;
  return /^(https?|mailto|tg|tel):/i.test(withScheme) ? withScheme : undefined;
}
