/** Stable codes of everything this library refuses to do. */
export type EmbeddedErrorCode =
  | 'E_POSTGRES_UNSUPPORTED_PLATFORM'
  | 'E_POSTGRES_DATA_DIR'
  | 'E_POSTGRES_DATA_IN_USE'
  | 'E_POSTGRES_USER'
  | 'E_POSTGRES_START'
  | 'E_PGBOUNCER_NOT_FOUND'
  | 'E_PGBOUNCER_START'
  | 'E_REDIS_NOT_FOUND'
  | 'E_REDIS_START'
  | 'E_PORT_TAKEN'
  | 'E_NO_FREE_PORT'
  | 'E_PROCESS_START'
  | 'E_LOCK_TIMEOUT';

/** A server could not be found, started or kept. `message` is one line that says what is wrong, `remedy` one that says how to mend it. */
export class EmbeddedError extends Error {
  override readonly name = 'EmbeddedError';

  constructor(
    readonly code: EmbeddedErrorCode,
    message: string,
    readonly remedy: string,
    options: { cause?: unknown } = {},
  ) {
    super(message, options);
  }
}
