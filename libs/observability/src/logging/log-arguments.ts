import { errorFields } from './error-fields.js';
import { redact, redactText } from './redact.js';

/** One log call, sorted out: the text, the class that logs, and the fields beside. */
export interface LogRecord {
  readonly msg: string;
  readonly fields: Record<string, unknown>;
}

const looksLikeStack = (text: string) => /\n\s+at /.test(text);

/**
 * Nest calls `log(message, ...extras, className)` and `error(message, stack, className)`; we also take
 * errors and objects in any place. `context` are fields to begin with. Objects are merged into the line's fields, the first error becomes `err`.
 */
export function readLogArguments(
  message: unknown,
  extras: readonly unknown[],
  context: Record<string, unknown> = {},
): LogRecord {
  const fields: Record<string, unknown> = { ...context };
  const rest = [...extras];
  if (typeof rest.at(-1) === 'string' && !looksLikeStack(rest.at(-1) as string)) fields.logger = rest.pop();

  const texts: string[] = [];
  for (const item of [message, ...rest]) {
    if (item === undefined || item === null) continue;
    if (item instanceof Error) takeError(fields, texts, item);
    else if (typeof item === 'object' && !Array.isArray(item)) takeObject(fields, texts, item);
    else if (typeof item === 'string' && looksLikeStack(item)) fields.stack = item;
    else texts.push(typeof item === 'object' ? JSON.stringify(redact(item, errorFields)) : String(item));
  }
  return {
    msg: redactText(texts.join(' ')),
    fields: redact(fields, errorFields) as Record<string, unknown>,
  };
}

function takeError(fields: Record<string, unknown>, texts: string[], error: Error): void {
  const described = errorFields(error);
  if (texts.length === 0) texts.push(described.message);
  fields.err ??= described;
}

function takeObject(fields: Record<string, unknown>, texts: string[], item: object): void {
  const { msg, message, err, error, ...others } = item as Record<string, unknown>;
  const text = msg ?? message;
  if (typeof text === 'string') texts.push(text);
  const failure = err ?? error;
  if (failure !== undefined) fields.err = errorFields(failure);
  Object.assign(fields, others);
}
