/** This row can't be stored; other rows of its batch were. The cause is the database's own error. */
export class BatchRowError extends Error {
  readonly code = 'E_BATCH_ROW';
  constructor(
    readonly table: string,
    options: ErrorOptions,
  ) {
    super(
      `A row for ${table} was refused by the database; see the cause. Mend the row: repeating it fails again.`,
      options,
    );
    this.name = 'BatchRowError';
  }
}

/** A batch failed for a reason that lies in no single row, after the retries that made sense. */
export class BatchFailedError extends Error {
  readonly code = 'E_BATCH_FAILED';
  constructor(
    readonly table: string,
    readonly rows: number,
    options: ErrorOptions,
  ) {
    super(`${rows} rows for ${table} could not be written; see the cause. They may be sent again.`, options);
    this.name = 'BatchFailedError';
  }
}

/** As many rows wait as may: the caller has to slow down. Await `ready()` first. */
export class BatchFullError extends Error {
  readonly code = 'E_BATCH_FULL';
  constructor(
    readonly table: string,
    readonly pending: number,
  ) {
    super(`${pending} rows for ${table} already wait to be written. Await ready() before sending more.`);
    this.name = 'BatchFullError';
  }
}

/** The writer was stopped. */
export class BatchClosedError extends Error {
  readonly code = 'E_BATCH_CLOSED';
  constructor(readonly table: string) {
    super(`The writer for ${table} is stopped and takes no more rows.`);
    this.name = 'BatchClosedError';
  }
}
