import { constants } from 'node:fs';
import { access, chmod, cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { startPostgres } from '@analyticbot/embedded';

import { testGuard } from './test-guard.js';
import { workspaceCache } from './workspace-cache.js';

/** Raise it when what `startPostgres` makes of an empty folder changes. */
const VERSION = 1;

/**
 * Copies an initialised, stopped cluster to `target`: faster than initialising one for each test file. The template is made at
 * the first call; a process that makes it at the same time loses the rename and uses the winner's.
 */
export async function copyPostgresTemplate(target: string): Promise<void> {
  const cache = workspaceCache();
  const template = join(cache, `postgres-17-v${VERSION}`);
  if (
    !(await access(template).then(
      () => true,
      () => false,
    ))
  ) {
    await mkdir(cache, { recursive: true });
    const work = await mkdtemp(join(cache, 'postgres-'));
    await chmod(work, 0o755);
    const dataDir = join(work, 'data');
    const server = await startPostgres({ dataDir, database: 'test', guard: testGuard() });
    await server.stop();
    await rename(dataDir, template).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
    await rm(work, { recursive: true, force: true });
  }
  await cp(template, target, { recursive: true, mode: constants.COPYFILE_FICLONE });
}
