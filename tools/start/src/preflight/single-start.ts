import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { commandOf } from '@analyticbot/embedded';

import { StartError } from '../start.errors.js';

const lockFile = (folder: string) => join(folder, 'start.pid');

/**
 * Makes sure that no other suite runs on a data folder, which need not exist.
 * @throws StartError `E_ALREADY_STARTED`
 */
export async function assertUnclaimed(folder: string): Promise<void> {
  const pid = Number(await readFile(lockFile(folder), 'utf8').catch(() => ''));
  // After a crash the pid may belong to another program by now.
  if (!(pid > 0) || pid === process.pid || !/start\.mjs/.test(await commandOf(pid))) return;
  throw new StartError(
    'E_ALREADY_STARTED',
    `AnalyticBot already runs on ${folder} (process ${pid})`,
    `Use that one, or stop it first (kill ${pid}).`,
  );
}

/**
 * Claims a data folder for this process.
 * @returns what gives the folder free again
 * @throws StartError `E_ALREADY_STARTED` when another suite runs on it
 */
export async function claimDataFolder(folder: string): Promise<() => Promise<void>> {
  await assertUnclaimed(folder);
  await writeFile(lockFile(folder), String(process.pid));
  return () => rm(lockFile(folder), { force: true });
}
