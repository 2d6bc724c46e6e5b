/** An awaited thing took longer than it may. */
export class DeadlineError extends Error {
  readonly code = 'E_DEADLINE';

  constructor(readonly afterMs: number) {
    super(`No answer within ${afterMs} ms.`);
    this.name = 'DeadlineError';
  }
}

/** The promise's outcome, or a `DeadlineError` after `ms`. The work itself goes on; its late failure is swallowed. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineError(ms)), ms);
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
