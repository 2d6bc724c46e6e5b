/** Why an export could not be imported. */
export type ImportErrorCode =
  | 'E_IMPORT_TOO_LARGE'
  | 'E_IMPORT_NOT_AN_EXPORT'
  | 'E_IMPORT_NOT_A_CHANNEL'
  | 'E_IMPORT_WRONG_CHANNEL'
  | 'E_IMPORT_UNKNOWN_CHANNEL';

/** An export was refused as a whole; nothing of it was stored. The message says what to do. */
export class ImportError extends Error {
  constructor(
    readonly code: ImportErrorCode,
    message: string,
    options: ErrorOptions = {},
  ) {
    super(message, options);
    this.name = 'ImportError';
  }
}
