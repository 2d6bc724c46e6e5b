import {
  EmbeddedError,
  findPgBouncer,
  startPgBouncer,
  type PgBouncerOptions,
  type RunningPgBouncer,
} from '@analyticbot/embedded';

import { testGuard } from './test-guard.js';
import { workspaceCache } from './workspace-cache.js';

/**
 * Starts a real PgBouncer before a PostgreSQL. Resolves to the reason, as one line, on a machine where none can be had: a test then
 * has to say that it was skipped.
 */
export async function startTestPgBouncer(
  options: Omit<PgBouncerOptions, 'program' | 'guard'>,
): Promise<(RunningPgBouncer & { readonly version: string }) | string> {
  try {
    const program = await findPgBouncer({ cacheDir: workspaceCache() });
    const running = await startPgBouncer({ ...options, program, guard: testGuard() });
    return { ...running, version: program.version };
  } catch (error) {
    if (error instanceof EmbeddedError && error.code === 'E_PGBOUNCER_NOT_FOUND')
      return `${error.message}. ${error.remedy}`;
    throw error;
  }
}
