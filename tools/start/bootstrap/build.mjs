import { join } from 'node:path';

import { run } from './run.mjs';
import { SetupError } from './failure.mjs';

/** What runs. The libraries these need are built with them; tests and benchmarks are left out. */
const PROGRAMS = [
  'libs/storage/tsconfig.lib.json',
  'apps/bot-gateway/tsconfig.app.json',
  'apps/analytics-worker/tsconfig.app.json',
  'apps/performance-monitor/tsconfig.app.json',
  'tools/telegram-sandbox/tsconfig.app.json',
  'tools/start/tsconfig.app.json',
];

/**
 * Compiles all programs in one incremental run of the compiler, which is faster than one run a project. Types are not checked here, which takes
 * four times as long: `npm test` does that, and the compiler remembers what is still unchecked.
 */
export async function build(root) {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { code, output } = await run(process.execPath, [tsc, '--build', '--noCheck', ...PROGRAMS], {
    cwd: root,
  });
  if (code === 0) return;
  if (/ENOSPC/.test(output))
    throw new SetupError('the disk is full', 'Free some space and start again.', output);
  throw new SetupError('the build failed', 'The lines above say where.', output);
}
