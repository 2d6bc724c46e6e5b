/** The kept state can't be used or written; the message says how to mend it. */
export class SandboxStorageError extends Error {
  readonly code = 'E_SANDBOX_STORAGE';

  constructor(
    message: string,
    readonly path: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'SandboxStorageError';
  }
}
