import type { LoggerService } from '@nestjs/common';
import { errorCode, errorMessage } from '../logging/error-fields.js';

/** Ends the process; `process.exit` outside tests. */
export type Exit = (code: number) => never;

/**
 * The service can't start: says why in one entry and exits with 1. Errors with a `code` (configuration, refused
 * connections) are known, so their stack is left out.
 */
export function fatalStart(
  error: unknown,
  logger: Pick<LoggerService, 'error' | 'fatal'>,
  exit: Exit = process.exit,
): never {
  const code = errorCode(error);
  const say = (logger.fatal ?? logger.error).bind(logger);
  if (code === undefined) say('The service could not start.', error);
  else say(`The service could not start: ${errorMessage(error)}`, { code });
  return exit(1);
}
