const longest = 120;

/** The beginning of a text on one line, at most 120 characters (UTF-16 units) and never half an emoji. */
export function excerptOf(text: string): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  if (line.length <= longest) return line;
  const cut = line.slice(0, longest - 1);
  // A cut through a surrogate pair would leave a character that no database takes.
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}
