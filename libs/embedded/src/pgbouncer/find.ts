import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { debianProgram, type DebianProgram } from '../debian/debian-program.js';
import { EmbeddedError } from '../embedded.errors.js';

const run = promisify(execFile);

/** A PgBouncer that can be run. */
export interface PgBouncerProgram {
  /** The command line up to the program's own arguments. */
  readonly command: readonly string[];
  /** Such as `1.18.0`. */
  readonly version: string;
}

const packaged: DebianProgram = {
  name: 'pgbouncer',
  program: 'usr/sbin/pgbouncer',
  packages: ['pgbouncer'],
  libraries: ['libc-ares2', 'libevent-2.1-7', 'libevent-2.1-7t64'],
};

async function asProgram(command: readonly string[]): Promise<PgBouncerProgram | undefined> {
  const [program, ...args] = [...command, '--version'];
  const { stdout } = await run(program as string, args, { timeout: 5_000 }).catch(() => ({ stdout: '' }));
  const version = /PgBouncer (\S+)/.exec(stdout)?.[1];
  return version === undefined ? undefined : { command, version };
}

/**
 * Finds a PgBouncer: on the PATH, else from the distribution's package (Debian, Ubuntu), unpacked into `cacheDir` without root.
 * @throws EmbeddedError `E_PGBOUNCER_NOT_FOUND`
 */
export async function findPgBouncer(options: { readonly cacheDir: string }): Promise<PgBouncerProgram> {
  let cause: unknown;
  try {
    const found =
      (await asProgram(['pgbouncer'])) ?? (await asProgram(await debianProgram(packaged, options.cacheDir)));
    if (found) return found;
  } catch (error) {
    cause = error;
  }
  throw new EmbeddedError(
    'E_PGBOUNCER_NOT_FOUND',
    'no PgBouncer on this machine, and its package could not be fetched',
    'Install one (apt-get install pgbouncer, dnf install pgbouncer, brew install pgbouncer).',
    { cause },
  );
}
