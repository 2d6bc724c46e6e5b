import type { LoggerService } from '@nestjs/common';
import type { Exit } from './fatal-start.js';
import { DeadlineError, within } from './within.js';

/** What `installShutdown` takes. */
export interface ShutdownOptions {
  readonly logger: Pick<LoggerService, 'log' | 'error'>;
  /** How long closing may take; keep it below the orchestrator's grace period. @default 25000 */
  readonly deadlineMs?: number;
  /** @default ['SIGTERM', 'SIGINT'] */
  readonly signals?: readonly NodeJS.Signals[];
  readonly exit?: Exit;
}

/**
 * At the first signal closes the application and exits: 0 when all was closed, 1 when that failed or took longer than the
 * deadline. A second signal exits at once. Use it instead of `app.enableShutdownHooks()`: Nest's hooks run all the same.
 * Returns a function that takes the handlers off.
 */
export function installShutdown(app: { close(): Promise<void> }, options: ShutdownOptions): () => void {
  const { logger, deadlineMs = 25_000, signals = ['SIGTERM', 'SIGINT'], exit = process.exit } = options;
  let closing = false;

  const onSignal = async (signal: NodeJS.Signals): Promise<void> => {
    if (closing) return exit(1);
    closing = true;
    logger.log(`${signal}: shutting down.`);
    let failed = false;
    try {
      await within(deadlineMs, app.close());
    } catch (error) {
      failed = true;
      const late = error instanceof DeadlineError;
      logger.error(late ? `Not closed within ${deadlineMs} ms; leaving.` : 'Closing failed.', error);
    }
    exit(failed ? 1 : 0);
  };

  const handler = (signal: NodeJS.Signals) => void onSignal(signal);
  for (const signal of signals) process.on(signal, handler);
  return () => {
    for (const signal of signals) process.off(signal, handler);
  };
}
