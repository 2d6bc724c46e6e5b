const maxCauses = 4;

/** How an error looks in a log line. `code` and `cause` are there when the error has them. */
export interface ErrorFields {
  readonly type: string;
  readonly code?: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: ErrorFields;
}

/** The error as plain fields, with up to four causes. Anything thrown is accepted. */
export function errorFields(error: unknown, causesLeft = maxCauses): ErrorFields {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const code = errorCode(error);
  return {
    type: error.name === 'Error' ? error.constructor.name : error.name,
    ...(code === undefined ? {} : { code }),
    message: errorMessage(error),
    ...(error.stack === undefined ? {} : { stack: error.stack }),
    ...(error.cause === undefined || causesLeft === 0
      ? {}
      : { cause: errorFields(error.cause, causesLeft - 1) }),
  };
}

/** The error's `code` if it is a text (`E_CONFIG`, `ECONNREFUSED`). */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** The message; for a bundle of errors without one (Node's refused connections) that of its parts. */
export function errorMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message === '' && error instanceof AggregateError) {
    return error.errors.map((part) => errorMessage(part)).join('; ');
  }
  return error.message;
}
