import { chown, lchown, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { EmbeddedError } from '../embedded.errors.js';
import { commandOf } from '../process/command-of.js';

/** The major version of the binaries we carry. */
export const POSTGRES_MAJOR = '17';

/** Whether a data folder still has to be initialised, or holds a cluster to go on with. */
export type DataDirState = 'empty' | 'cluster';

const broken = (dataDir: string, what: string, cause?: unknown) =>
  new EmbeddedError(
    'E_POSTGRES_DATA_DIR',
    `the PostgreSQL data folder ${dataDir} ${what}`,
    'Start with an empty folder (the old one can be moved away to keep its data).',
    { cause },
  );

/**
 * Looks at a data folder, creating it when it is missing.
 * @throws EmbeddedError `E_POSTGRES_DATA_DIR` when it holds something else than a cluster of our version.
 */
export async function inspectDataDir(dataDir: string): Promise<DataDirState> {
  let entries: string[];
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    entries = await readdir(dataDir);
  } catch (cause) {
    throw broken(dataDir, `cannot be used: ${(cause as Error).message}`, cause);
  }
  if (entries.length === 0) return 'empty';
  const version = await readFile(join(dataDir, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version === undefined)
    throw broken(dataDir, 'is not empty and holds no PostgreSQL cluster (no PG_VERSION)');
  if (version.trim() !== POSTGRES_MAJOR) {
    throw broken(dataDir, `was made by PostgreSQL ${version.trim()}, this is version ${POSTGRES_MAJOR}`);
  }
  for (const needed of ['global/pg_control', 'base', 'pg_wal', 'postgresql.conf']) {
    if (!entries.includes(needed.split('/')[0] as string) || !(await exists(join(dataDir, needed)))) {
      throw broken(dataDir, `is damaged: ${needed} is missing`);
    }
  }
  return 'cluster';
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Gives a folder and all in it to the user PostgreSQL runs as, unless it is theirs already. */
export async function giveTo(dataDir: string, owner: { uid: number; gid: number }): Promise<void> {
  if ((await stat(dataDir)).uid === owner.uid) return;
  for (const entry of await readdir(dataDir, { recursive: true })) {
    await lchown(join(dataDir, entry), owner.uid, owner.gid);
  }
  // The folder itself comes last: an interrupted run starts over.
  await chown(dataDir, owner.uid, owner.gid);
}

/**
 * Removes the `postmaster.pid` of a server that is gone. PostgreSQL does so itself unless another process got the same pid.
 * @throws EmbeddedError `E_POSTGRES_DATA_IN_USE` when that server still runs.
 */
export async function clearStalePid(dataDir: string): Promise<void> {
  const file = join(dataDir, 'postmaster.pid');
  const content = await readFile(file, 'utf8').catch(() => undefined);
  if (content === undefined) return;
  const pid = Number(content.split('\n')[0]);
  if (pid > 0 && /postgres -D /.test(await commandOf(pid))) {
    throw new EmbeddedError(
      'E_POSTGRES_DATA_IN_USE',
      `another PostgreSQL (pid ${pid}) already runs on ${dataDir}`,
      `Stop it first (kill -INT ${pid}).`,
    );
  }
  await rm(file, { force: true });
}
