import type { LoggerService } from '@nestjs/common';
import type { Exit } from './fatal-start.js';

/**
 * A promise nobody handled or an exception nobody caught: the state can't be trusted, so it is logged and the process exits
 * with 1 for the supervisor to restart it. Returns a function that takes the guards off (for tests).
 */
export function installProcessGuards(
  logger: Pick<LoggerService, 'error' | 'fatal'>,
  exit: Exit = process.exit,
): () => void {
  const say = (logger.fatal ?? logger.error).bind(logger);
  const onRejection = (reason: unknown) => {
    say('A promise was rejected and nobody handled it.', { err: reason });
    exit(1);
  };
  const onException = (error: unknown) => {
    say('An exception was thrown and nobody caught it.', { err: error });
    exit(1);
  };
  process.on('unhandledRejection', onRejection);
  process.on('uncaughtException', onException);
  return () => {
    process.off('unhandledRejection', onRejection);
    process.off('uncaughtException', onException);
  };
}
