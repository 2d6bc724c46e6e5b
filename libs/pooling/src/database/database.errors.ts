/** The server ended the session because nothing happened in its transaction for too long. Not repeated: it would idle again. */
export class TransactionIdleError extends Error {
  readonly code = 'E_TRANSACTION_IDLE';
  constructor(
    readonly limitMs: number,
    options: ErrorOptions,
  ) {
    super(
      `A transaction did nothing for more than ${limitMs} ms, so the server ended it and rolled it back. ` +
        'Wait for other services before the transaction, not inside it.',
      options,
    );
    this.name = 'TransactionIdleError';
  }
}

/** Work that needs a session of its own was asked of a pool behind a transaction-pooling proxy without a way around it. */
export class SessionNeededError extends Error {
  readonly code = 'E_SESSION_NEEDED';
  constructor() {
    super(
      'This needs a database session of its own (an index build, a session lock), and the pool goes through a transaction-pooling proxy. ' +
        'Give it directUrl, an address that leads around the proxy.',
    );
    this.name = 'SessionNeededError';
  }
}

/** No answer came, though the server ends statements by itself before. Not repeated: the caller has waited long enough. */
export class DatabaseSilentError extends Error {
  readonly code = 'E_DATABASE_SILENT';
  constructor(
    readonly deadlineMs: number,
    options: ErrorOptions,
  ) {
    super(
      `The database gave no answer within ${deadlineMs} ms, and whether the statement was carried out is unknown. ` +
        'Either a proxy keeps it waiting for a server connection (PgBouncer: query_wait_timeout), or the network swallows it.',
      options,
    );
    this.name = 'DatabaseSilentError';
  }
}
