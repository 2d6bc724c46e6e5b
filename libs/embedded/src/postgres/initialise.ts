import { randomBytes } from 'node:crypto';
import { chown, mkdir, mkdtemp, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { EmbeddedError } from '../embedded.errors.js';
import { type Guard } from '../process/guard.js';
import { launch } from '../process/launch.js';
import { type PostgresBinaries } from './binaries.js';
import { type RunAs } from './run-as.js';

const TIMEOUT_MS = 60_000;

/**
 * Makes a cluster in an empty folder: UTF-8, sorting the same on every platform, superuser `postgres`. It is made beside the folder and
 * renamed into place, so that an interrupted start leaves the folder empty rather than half a cluster.
 */
export async function initialise(
  binaries: PostgresBinaries,
  runAs: RunAs,
  dataDir: string,
  password: string | undefined,
  guard: Guard | undefined,
): Promise<void> {
  const secrets = await mkdtemp(join(tmpdir(), 'initdb-'));
  const passwordFile = join(secrets, 'password');
  const unfinished = `${dataDir}.unfinished`;
  try {
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { mode: 0o700 });
    await writeFile(passwordFile, `${password ?? randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
    if (runAs.owner) {
      for (const path of [secrets, passwordFile, unfinished])
        await chown(path, runAs.owner.uid, runAs.owner.gid);
    }
    const commandLine = [
      binaries.initdb,
      `--pgdata=${unfinished}`,
      '--username=postgres',
      `--auth=${password === undefined ? 'trust' : 'scram-sha-256'}`,
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      // Small segments keep a fresh cluster small, which matters for the copies tests make.
      '--wal-segsize=4',
      '--no-sync',
    ];
    await runInitdb(runAs, commandLine, guard);
    await rmdir(dataDir);
    await rename(unfinished, dataDir);
  } catch (cause) {
    throw new EmbeddedError(
      'E_POSTGRES_START',
      `a new PostgreSQL cluster could not be made in ${dataDir}: ${(cause as Error).message}`,
      'Check that the folder is writable and the disk not full.',
      { cause },
    );
  } finally {
    await rm(secrets, { recursive: true, force: true });
  }
}

async function runInitdb(
  runAs: RunAs,
  commandLine: readonly string[],
  guard: Guard | undefined,
): Promise<void> {
  const [command, ...args] = [...runAs.prefix, ...commandLine];
  const child = await launch({
    name: 'initdb',
    command: command as string,
    args,
    uid: runAs.uid,
    gid: runAs.gid,
    guard,
  });
  const timer = setTimeout(() => void child.kill9(), TIMEOUT_MS);
  const { code, signal } = await child.exited;
  clearTimeout(timer);
  if (code === 0) return;
  const reason = child.lastLines().findLast((line) => /(error|FATAL|PANIC|could not|No space)/.test(line));
  throw new Error(reason ?? child.lastLines().at(-1) ?? `initdb ended with ${signal ?? `exit code ${code}`}`);
}
