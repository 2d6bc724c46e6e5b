import type { Holder } from '../holders/holders.js';
import type { PoolStats } from './pool-stats.js';

/** One sentence on who holds a connection. */
export function describeHolder({ lane, heldMs, place }: Holder): string {
  return `Held for ${(heldMs / 1_000).toFixed(1)} s (${lane}) by ${place}.`;
}

/** Nobody released a connection within the acquire timeout. */
export class PoolExhaustedError extends Error {
  readonly code = 'E_POOL_EXHAUSTED';
  constructor(
    readonly stats: PoolStats,
    readonly waitedMs: number,
    /** Who holds a connection the longest. */
    readonly longest: Holder | undefined,
    options?: ErrorOptions,
  ) {
    super(
      `No database connection became free within ${Math.round(waitedMs)} ms: ${stats.active} of ${stats.max} are in use and ${stats.waiting} callers wait. ` +
        'Shorten transactions, send fewer at once, or raise poolMax within the connection budget.' +
        (longest ? ` ${describeHolder(longest)}` : ''),
      options,
    );
    this.name = 'PoolExhaustedError';
  }
}

/** So many callers wait already that one more would only time out. */
export class PoolOverloadedError extends Error {
  readonly code = 'E_POOL_OVERLOADED';
  constructor(
    readonly stats: PoolStats,
    /** Who holds a connection the longest. */
    readonly longest: Holder | undefined,
  ) {
    super(
      `${stats.waiting} callers already wait for a database connection (all ${stats.max} are in use), so this one was turned away. ` +
        'Try again later, send fewer at once, or raise poolMax within the connection budget.' +
        (longest ? ` ${describeHolder(longest)}` : ''),
    );
    this.name = 'PoolOverloadedError';
  }
}

/** The pool is draining or closed. */
export class PoolClosedError extends Error {
  readonly code = 'E_POOL_CLOSED';
  constructor() {
    super('The database pool is shutting down and takes no more work.');
    this.name = 'PoolClosedError';
  }
}

/** The server could not be reached, or refused us, for the whole time allowed at start. */
export class DatabaseUnavailableError extends Error {
  readonly code = 'E_DATABASE_UNAVAILABLE';
  constructor(
    readonly host: string,
    readonly waitedMs: number,
    options: ErrorOptions & { cause: unknown },
  ) {
    super(
      `The database at ${host} could not be used for ${Math.round(waitedMs / 1000)} s (${describeCause(options.cause)}). ` +
        remedyAtStart(options.cause),
      options,
    );
    this.name = 'DatabaseUnavailableError';
  }
}

function remedyAtStart(cause: unknown): string {
  return describeCause(cause).includes('unsupported startup parameter')
    ? 'A transaction-pooling proxy such as PgBouncer answers there: set the pool to mode transaction.'
    : 'Check that it runs, that the address and credentials in the database URL are right, and that it has free connections.';
}

/** A short description of a driver error: its code and message, which hold no credentials. */
export function describeCause(cause: unknown): string {
  if (typeof cause !== 'object' || cause === null) return 'unknown reason';
  const { code, message, name } = cause as { code?: unknown; message?: unknown; name?: unknown };
  // Node reports several refused addresses as one AggregateError with an empty message.
  const text = String(message || name || 'unknown reason');
  return typeof code === 'string' && !text.includes(code) ? `${code}: ${text}` : text;
}

/** The database gives no sign of life right now. The message is fit to be shown. */
export class DatabaseDownError extends Error {
  readonly code = 'E_DATABASE_DOWN';
  constructor(because: string) {
    super(`The database does not answer: ${because}.`);
    this.name = 'DatabaseDownError';
  }
}
