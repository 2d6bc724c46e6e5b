import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { chown } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { EmbeddedError } from '../embedded.errors.js';
import { type PostgresBinaries } from './binaries.js';
import { type RunAs } from './run-as.js';

/** Runs `initdb` on an empty folder: UTF-8, sorting the same on every platform, superuser `postgres`. */
export async function initialise(
  binaries: PostgresBinaries,
  runAs: RunAs,
  dataDir: string,
  password: string | undefined,
): Promise<void> {
  const secrets = await mkdtemp(join(tmpdir(), 'initdb-'));
  const passwordFile = join(secrets, 'password');
  try {
    await writeFile(passwordFile, `${password ?? randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
    if (runAs.owner) {
      for (const path of [secrets, passwordFile]) await chown(path, runAs.owner.uid, runAs.owner.gid);
    }
    await runInitdb(runAs, [
      binaries.initdb,
      `--pgdata=${dataDir}`,
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
    ]);
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

function runInitdb(runAs: RunAs, commandLine: readonly string[]): Promise<void> {
  const [command, ...args] = [...runAs.prefix, ...commandLine];
  const user = runAs.uid === undefined ? {} : { uid: runAs.uid, gid: runAs.gid as number };
  return new Promise((resolve, reject) => {
    const child = spawn(command as string, args, {
      ...user,
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: 60_000,
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(stderr.trim().split('\n').slice(0, 3).join(' ') || `initdb: ${signal ?? code}`));
    });
  });
}
