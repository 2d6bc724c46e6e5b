/** What stands in a log line where a secret was. */
export const REDACTED = '[redacted]';

const secretFields =
  /^(.*(password|passwd|secret|token|apikey|api_key|apihash|api_hash|privatekey|private_key)|authorization|cookie|set-cookie)$/i;

const patterns: readonly (readonly [RegExp, string])[] = [
  // Bot tokens: digits, a colon, and a long tail.
  [/\d{6,}:[A-Za-z0-9_-]{30,}/g, REDACTED],
  // user:password@ in any address.
  [/([a-z][a-z0-9+.-]*:\/\/)[^\s/@:]*:[^\s/@]+@/gi, `$1${REDACTED}@`],
  [/([?&](?:access_|api_)?(?:token|key|secret|password|hash|sig|signature)=)[^&\s#"']+/gi, `$1${REDACTED}`],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/g, `$1 ${REDACTED}`],
];

/** The text without bot tokens, passwords in addresses, secret query parameters and bearer tokens. */
export function redactText(text: string): string {
  return patterns.reduce((clean, [pattern, replacement]) => clean.replace(pattern, replacement), text);
}

const maxDepth = 6;

/**
 * A copy that is safe to log: strings pass `redactText`, fields with a secret's name are replaced,
 * cycles and levels below six are cut, bigints become strings, errors become plain fields.
 */
export function redact(value: unknown, describeError: (error: Error) => object): unknown {
  const seen = new WeakSet<object>();
  const visit = (item: unknown, depth: number): unknown => {
    if (typeof item === 'string') return redactText(item);
    if (typeof item === 'bigint') return item.toString();
    if (typeof item === 'function' || typeof item === 'symbol') return undefined;
    if (typeof item !== 'object' || item === null || item instanceof Date) return item;
    if (seen.has(item)) return '[circular]';
    if (depth > maxDepth) return '[deep]';
    if (item instanceof Error) return visit(describeError(item), depth);
    if (ArrayBuffer.isView(item)) return `[${item.byteLength} bytes]`;
    seen.add(item);
    const copy = copyOf(item, (child) => visit(child, depth + 1));
    // The same object may appear twice side by side: only a way back to a parent is a cycle.
    seen.delete(item);
    return copy;
  };
  return visit(value, 0);
}

function copyOf(item: object, visit: (child: unknown) => unknown): unknown {
  if (Array.isArray(item)) return item.map(visit);
  const entries = item instanceof Map ? [...item] : Object.entries(item);
  return Object.fromEntries(
    entries.map(([key, child]) => [
      String(key),
      secretFields.test(String(key)) && child !== undefined && child !== null ? REDACTED : visit(child),
    ]),
  );
}
