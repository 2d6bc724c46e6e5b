/** Anything that checks a value and returns it typed, or throws. A zod schema fits. Must be idempotent: both ends parse. */
export interface Schema<T> {
  parse(value: unknown): T;
}

/** A question to exactly one replica, answered before `timeoutMs` or failed with one of `errors`. */
export interface RequestContract<Q, R> {
  readonly kind: 'request';
  readonly pattern: string;
  /** Raised only when an older replica could no longer understand the payload. */
  readonly version: number;
  /** Name of the work queue the request travels through. */
  readonly queue: string;
  /** How long the caller waits, in milliseconds. An older request is not executed any more. */
  readonly timeoutMs: number;
  readonly request: Schema<Q>;
  readonly reply: Schema<R>;
  /** Codes a handler may answer with; anything else reaches the caller as `E_INTERNAL`. */
  readonly errors: readonly string[];
}

/** Something that happened, to be processed by exactly one replica, at least once. */
export interface EventContract<E> {
  readonly kind: 'event';
  readonly pattern: string;
  readonly version: number;
  /** Name of the work queue the event travels through. */
  readonly queue: string;
  readonly payload: Schema<E>;
}

/** Something every running replica should hear, and may miss while it is down. */
export interface NewsContract<N> {
  readonly kind: 'news';
  readonly pattern: string;
  readonly version: number;
  readonly payload: Schema<N>;
}

/** Work for a moment in time: delayed, repeated or retried. */
export interface JobContract<J> {
  readonly kind: 'job';
  readonly name: string;
  /** Name of the BullMQ queue. */
  readonly queue: string;
  readonly version: number;
  readonly payload: Schema<J>;
}

/** A contract whose messages one replica handles. */
export type WorkContract = RequestContract<unknown, unknown> | EventContract<unknown>;

/** A contract that an app may declare as consumed: it then needs exactly one handler. */
export type ConsumedContract = WorkContract | NewsContract<unknown>;
