import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

import { EmbeddedError } from '../embedded.errors.js';

const POLL_MS = 100;

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/**
 * Runs `work` while no other process on this machine runs work under the same lock file. A lock left by a process that died is
 * taken over.
 * @throws EmbeddedError `E_LOCK_TIMEOUT` when the lock is not to be had within `timeoutMs`.
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>, timeoutMs = 120_000): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const deadline = Date.now() + timeoutMs;
  while (!(await tryLock(path))) {
    if (Date.now() > deadline) {
      throw new EmbeddedError(
        'E_LOCK_TIMEOUT',
        `${path} is still held by another process`,
        `Delete ${path}.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function tryLock(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  // An empty file belongs to someone between its open and its write.
  const pid = Number(await readFile(path, 'utf8').catch(() => ''));
  if (pid > 0 && !isAlive(pid)) await rm(path, { force: true });
  return false;
}
