import { EmbeddedError } from '@analyticbot/embedded';

/** Stable codes of everything that keeps the suite from running. */
export type StartErrorCode =
  | 'E_PORT_TAKEN'
  | 'E_DATA_FOLDER'
  | 'E_DISK_FULL'
  | 'E_ALREADY_STARTED'
  | 'E_OUTSIDE_SERVER'
  | 'E_MIGRATIONS'
  | 'E_CHILD_ENDED'
  | 'E_NOT_READY'
  | 'E_STOPPED';

/** One clear line about what is wrong (`message`) and one about how to mend it (`remedy`). */
export class StartError extends Error {
  override readonly name = 'StartError';

  constructor(
    readonly code: StartErrorCode,
    message: string,
    readonly remedy: string,
    options: {
      cause?: unknown;
      /** Lines to show before, such as the last of a log. */ output?: string;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.output = options.output ?? '';
  }

  readonly output: string;
}

/** The command that starts over with empty data. */
export const START_FRESH = 'npm start -- --fresh';

const DATA_CODES = ['E_POSTGRES_DATA_DIR', 'E_POSTGRES_START', 'E_REDIS_START'];

/** Says in this tool's words what a failure of an embedded server means; other errors pass unchanged. */
export function explain(error: unknown): Error {
  const { message, code } = error as { message: string; code?: string };
  if (code === 'ENOSPC' || /No space left on device|ENOSPC/.test(message)) {
    return new StartError('E_DISK_FULL', 'the disk is full', 'Free some space and start again.', {
      cause: error,
    });
  }
  if (error instanceof EmbeddedError && DATA_CODES.includes(error.code)) {
    const remedy = `Start with empty data: ${START_FRESH} (what is in .data is lost).`;
    return new StartError('E_DATA_FOLDER', message, remedy, { cause: error });
  }
  return error as Error;
}
