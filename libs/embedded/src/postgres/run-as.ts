import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';

import { EmbeddedError } from '../embedded.errors.js';

const run = promisify(execFile);

/** How to start a program that refuses to run as root: put `prefix` before its command and pass `uid`/`gid` to spawn. */
export interface RunAs {
  /** The user that has to own the data, undefined when we are not root and simply stay who we are. */
  readonly owner?: { readonly uid: number; readonly gid: number };
  readonly prefix: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
}

/** CAP_DAC_OVERRIDE, which lets PostgreSQL pass, and CAP_SETPCAP, which lets us hand it over. */
const NEEDED_CAPABILITIES = (1n << 1n) | (1n << 8n);

async function findUser(): Promise<{ uid: number; gid: number }> {
  for (const name of ['postgres', 'nobody']) {
    const ids = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]).catch(() => undefined);
    if (ids) return { uid: Number(ids[0].stdout), gid: Number(ids[1].stdout) };
  }
  throw new EmbeddedError(
    'E_POSTGRES_USER',
    'PostgreSQL does not run as root, and there is no user "postgres" or "nobody" to run it as',
    'Create one (useradd --system postgres), or start as another user than root.',
  );
}

/** The first folder on the way to `path` (itself included) that the user may not enter. */
async function firstClosedFolder(path: string, uid: number, gid: number): Promise<string | undefined> {
  const folder = resolve(path);
  const parent = dirname(folder);
  const above = parent === folder ? undefined : await firstClosedFolder(parent, uid, gid);
  if (above) return above;
  const info = await stat(folder);
  const mayEnter = info.uid === uid ? 0o100 : info.gid === gid ? 0o010 : 0o001;
  return info.mode & mayEnter ? undefined : folder;
}

async function haveCapabilities(): Promise<boolean> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  const bounding = /^CapBnd:\s*([0-9a-f]+)$/m.exec(status)?.[1];
  if (!bounding || (BigInt(`0x${bounding}`) & NEEDED_CAPABILITIES) !== NEEDED_CAPABILITIES) return false;
  return run('setpriv', ['--version']).then(
    () => true,
    () => false,
  );
}

/**
 * Decides which user PostgreSQL runs as. Root hands it to `postgres` or `nobody`. Where that user may not enter one of `folders`
 * (a clone under /root), the process keeps the one capability that lets it pass, instead of us opening folders of
 * the owner's or keeping data elsewhere.
 * @throws EmbeddedError `E_POSTGRES_USER`
 */
export async function chooseUser(folders: readonly string[]): Promise<RunAs> {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const owner = await findUser();
  for (const folder of folders) {
    const closed = await firstClosedFolder(folder, owner.uid, owner.gid);
    if (!closed) continue;
    if (!(await haveCapabilities())) {
      throw new EmbeddedError(
        'E_POSTGRES_USER',
        `PostgreSQL does not run as root, and user id ${owner.uid} may not enter ${closed}`,
        `Allow it to pass (chmod o+x ${closed}), move the project to /opt, or set DATABASE_URL to a PostgreSQL of your own.`,
      );
    }
    const user = [`--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups'];
    // The secure bit makes access(2) count the capability too, which initdb asks about its own programs.
    const passage = [
      '--inh-caps=+dac_override',
      '--ambient-caps=+dac_override',
      '--securebits=+no_setuid_fixup',
    ];
    return { owner, prefix: ['setpriv', ...user, ...passage] };
  }
  return { owner, prefix: [], ...owner };
}
