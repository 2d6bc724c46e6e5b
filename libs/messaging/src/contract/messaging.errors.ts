/** Base of everything this library throws: a stable `code`, typed fields, and the cause where there is one. */
export abstract class MessagingError extends Error {
  abstract readonly code: string;

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The queue holds as many unprocessed messages as it may. Nothing was appended; try later or answer 503. */
export class QueueFullError extends MessagingError {
  readonly code = 'E_QUEUE_FULL';
  constructor(
    readonly queue: string,
    readonly limit: number,
  ) {
    super(`Queue "${queue}" is full (${limit} unprocessed). Send later, or add consumers.`);
  }
}

/** Redis could not be reached, or refused, within the time limit. A message may or may not have been taken. */
export class MessagingUnavailableError extends MessagingError {
  readonly code = 'E_MESSAGING_UNAVAILABLE';
  constructor(
    readonly operation: string,
    cause: unknown,
  ) {
    super(
      isFull(cause)
        ? `Redis is full and did not take "${operation}". What it holds is kept: raise its maxmemory or let consumers catch up, then send again.`
        : `Redis did not take "${operation}". Check that it runs and is reachable, then send again.`,
      { cause },
    );
  }
}

/** A server at its `maxmemory` that does not evict answers like this. */
function isFull(cause: unknown): boolean {
  return cause instanceof Error && cause.message.startsWith('OOM ');
}

/** No answer came within the deadline. The request is not executed once it has expired. */
export class RequestTimeoutError extends MessagingError {
  readonly code = 'E_REQUEST_TIMEOUT';
  constructor(
    readonly pattern: string,
    readonly timeoutMs: number,
  ) {
    super(`No answer to "${pattern}" within ${timeoutMs} ms. Check that a consumer of it runs and keeps up.`);
  }
}

/** The request was answered with an error: a code its contract names, or one of the transport's (`E_INTERNAL`, …). */
export class RequestFailedError extends MessagingError {
  constructor(
    readonly pattern: string,
    readonly code: string,
    message: string,
    readonly details?: unknown,
  ) {
    super(message);
  }
}

/** A payload or reply does not fit its contract. The cause is the schema's own error. */
export class InvalidPayloadError extends MessagingError {
  readonly code = 'E_INVALID_PAYLOAD';
  constructor(
    readonly pattern: string,
    cause: unknown,
  ) {
    super(`The payload of "${pattern}" does not fit its contract; the cause names the fields.`, { cause });
  }
}

/** A payload is larger than `maxPayloadBytes`. Send a reference to it instead. */
export class PayloadTooLargeError extends MessagingError {
  readonly code = 'E_PAYLOAD_TOO_LARGE';
  constructor(
    readonly pattern: string,
    readonly bytes: number,
    readonly limit: number,
  ) {
    super(`The payload of "${pattern}" has ${bytes} bytes, ${limit} are allowed. Send a reference instead.`);
  }
}

/** The queue is not among those given to `MessagingModule`. */
export class UnknownQueueError extends MessagingError {
  readonly code = 'E_UNKNOWN_QUEUE';
  constructor(readonly queue: string) {
    super(`Queue "${queue}" is unknown here. Add its definition to the queues of MessagingModule.`);
  }
}

/** A consumed contract has no handler, or several. */
export class HandlerMismatchError extends MessagingError {
  readonly code = 'E_HANDLER_MISMATCH';
  constructor(readonly problems: readonly string[]) {
    super(
      `Every consumed contract needs exactly one handler:\n${problems.map((line) => `  - ${line}`).join('\n')}`,
    );
  }
}

/** Another replica is running the same effect right now; let the message be retried. */
export class EffectInProgressError extends MessagingError {
  readonly code = 'E_EFFECT_IN_PROGRESS';
  constructor() {
    super(
      'The effect is being run by another delivery of the same message. It is retried after the back-off.',
    );
  }
}

/** There is no dead letter with this id, or it was replayed already. */
export class DeadLetterNotFoundError extends MessagingError {
  readonly code = 'E_DEAD_LETTER_NOT_FOUND';
  constructor(
    readonly queue: string,
    readonly id: string,
  ) {
    super(`Queue "${queue}" has no dead letter "${id}". List them to see the present ones.`);
  }
}
