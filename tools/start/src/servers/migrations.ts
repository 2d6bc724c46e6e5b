import { launch, type Guard } from '@analyticbot/embedded';

import { StartError } from '../start.errors.js';
import { lastWords } from '../suite/wait-ready.js';

const TIMEOUT_MS = 120_000;

/**
 * Brings the schema of the database up to date.
 * @param script the compiled migration command
 * @throws StartError `E_MIGRATIONS` with the command's last lines
 */
export async function migrate(
  script: string,
  databaseUrl: string,
  guard: Guard,
  environment: NodeJS.ProcessEnv,
) {
  const migration = await launch({
    name: 'migrations',
    command: process.execPath,
    args: ['--enable-source-maps', script],
    env: { ...environment, DATABASE_URL: databaseUrl },
    guard,
  });
  const timer = setTimeout(() => void migration.kill9(), TIMEOUT_MS);
  const exit = await migration.exited;
  clearTimeout(timer);
  if (exit.code === 0) return;
  throw new StartError(
    'E_MIGRATIONS',
    `the migrations of the database failed (${exit.signal ?? `exit code ${exit.code}`})`,
    'The lines above say why.',
    { output: lastWords('migrations', migration) },
  );
}
