/** What travels in a queue: the payload and what is known about it. Unknown fields are ignored, so that it may grow. */
export interface Envelope {
  /** Given by the sender or drawn at random; stable over every delivery. */
  readonly id: string;
  readonly kind: 'request' | 'event';
  readonly pattern: string;
  readonly version: number;
  readonly payload?: unknown;
  readonly correlationId: string;
  /** The sender's clock, in milliseconds since the epoch. */
  readonly sentAt: number;
  readonly key?: string;
  /** Requests: the stream the answer goes to. */
  readonly replyTo?: string;
  /** Requests: how long the caller waits, in milliseconds from when Redis took the request. */
  readonly budgetMs?: number;
  /** What a dispatch hook of the client attached. */
  readonly metadata?: Record<string, string>;
}

/** One answer on a client's reply stream. */
export interface Reply {
  /** The request's id. */
  readonly id: string;
  readonly response?: unknown;
  readonly err?: unknown;
  /** No further answer follows. */
  readonly isDisposed?: boolean;
}

// Checked by hand, field by field: this runs for every message, and a schema library took as long as the rest of reading it.

/** What may be a T. */
type Loose<T> = Partial<Record<keyof T, unknown>> | null;

/** Reads an envelope's JSON. @throws SyntaxError or TypeError when it is none; the text does not quote it */
export function parseEnvelope(json: string): Envelope {
  const value = JSON.parse(json) as Loose<Envelope>;
  const valid =
    isRecord(value) &&
    isFilled(value.id) &&
    (value.kind === 'request' || value.kind === 'event') &&
    isFilled(value.pattern) &&
    Number.isInteger(value.version) &&
    typeof value.correlationId === 'string' &&
    Number.isFinite(value.sentAt) &&
    (value.key === undefined || typeof value.key === 'string') &&
    (value.replyTo === undefined || typeof value.replyTo === 'string') &&
    (value.budgetMs === undefined || Number.isFinite(value.budgetMs)) &&
    (value.metadata === undefined || isTexts(value.metadata));
  if (!valid) throw new TypeError('It is no envelope: a field is missing or of another type.');
  return value as unknown as Envelope;
}

/**
 * Reads the answers of an entry from its first field: `r` holds one as JSON, `rs` an array of them.
 * @throws SyntaxError or TypeError when it is no such entry
 */
export function parseReplies([name, json]: readonly string[]): Reply[] {
  const value: unknown = JSON.parse(json ?? '');
  if (name === 'r') return [toReply(value as Loose<Reply>)];
  if (name === 'rs' && Array.isArray(value)) return value.map(toReply);
  throw new TypeError('It holds no answers.');
}

function toReply(value: Loose<Reply>): Reply {
  const valid =
    isRecord(value) &&
    typeof value.id === 'string' &&
    (value.isDisposed === undefined || typeof value.isDisposed === 'boolean');
  if (!valid) throw new TypeError('It is no answer: a field is missing or of another type.');
  return value as unknown as Reply;
}

function isRecord<T>(value: T | null): value is T {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFilled(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isTexts(value: unknown): boolean {
  return isRecord(value) && Object.values(value as object).every((text) => typeof text === 'string');
}
