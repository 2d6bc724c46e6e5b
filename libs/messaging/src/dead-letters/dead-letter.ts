import { parseEnvelope, type Envelope } from '../contract/envelope.js';

/**
 * Why a message is dead: its handler failed too often; its consumers died too often; it does not fit its contract; it
 * never was a message; or nobody handles its pattern (in its version).
 */
export type DeadReason = 'failed' | 'abandoned' | 'invalid-payload' | 'malformed' | 'no-handler';

/** One message that was given up. */
export interface DeadLetter {
  /** Id among the queue's dead letters. */
  readonly id: string;
  readonly queue: string;
  readonly reason: DeadReason | string;
  readonly attempts: number;
  readonly firstError: string;
  readonly lastError: string;
  /** When it was appended first and when it was given up, by Redis' clock. */
  readonly sentAt: Date | undefined;
  readonly diedAt: Date;
  /** What it was; undefined when the entry never was a message. */
  readonly envelope: Envelope | undefined;
  /** The message as it travelled, JSON; undefined when the entry had none. */
  readonly message: string | undefined;
  /** Its key, on an ordered queue. */
  readonly key: string | undefined;
  /** The fields of an entry that never was a message, JSON. */
  readonly raw: string | undefined;
}

/** Reads an entry of a dead-letter stream. */
export function readDeadLetter(queue: string, id: string, fields: readonly string[]): DeadLetter {
  const value = (name: string): string | undefined => {
    const at = fields.findIndex((field, index) => index % 2 === 0 && field === name);
    return at < 0 ? undefined : fields[at + 1];
  };
  const message = value('m');
  const at = value('at');
  return {
    id,
    queue,
    reason: value('reason') ?? 'unknown',
    attempts: Number(value('attempts') ?? 0),
    firstError: value('firstError') ?? '',
    lastError: value('lastError') ?? '',
    sentAt: at === undefined ? undefined : new Date(Number(at)),
    diedAt: new Date(Number.parseInt(id, 10)),
    envelope: message === undefined ? undefined : envelopeOrNothing(message),
    message,
    key: value('k'),
    raw: value('raw'),
  };
}

function envelopeOrNothing(json: string): Envelope | undefined {
  try {
    return parseEnvelope(json);
  } catch {
    return undefined;
  }
}
