import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { withFileLock } from '../process/file-lock.js';

const run = promisify(execFile);
const TIMEOUT_MS = 120_000;

/** A program in the distribution's packages. */
export interface DebianProgram {
  /** Names the folder in the cache. */
  readonly name: string;
  /** Where the packages put it, such as `usr/bin/redis-server`. */
  readonly program: string;
  /** Packages that must be there. */
  readonly packages: readonly string[];
  /** Libraries that a bare system lacks. Releases differ: one whose name is unknown is skipped. */
  readonly libraries: readonly string[];
}

/** The command line that runs the unpacked program in `folder`, whose libraries lie beside it. */
async function commandIn(folder: string, path: string): Promise<readonly string[] | undefined> {
  const program = join(folder, path);
  if (
    !(await access(program).then(
      () => true,
      () => false,
    ))
  )
    return undefined;
  const lib = join(folder, 'usr/lib');
  const triplets = (await readdir(lib).catch(() => [])).filter((name) => name.includes('-linux-'));
  const libraries = [
    ...triplets.map((name) => join(lib, name)),
    ...triplets.map((name) => join(folder, 'lib', name)),
  ];
  return ['env', `LD_LIBRARY_PATH=${libraries.join(':')}`, program];
}

interface AptOptions {
  readonly flags: readonly string[];
  readonly cwd: string;
}

async function apt({ flags, cwd }: AptOptions, ...args: string[]): Promise<void> {
  // Private lists and cache need no root and leave the system's own untouched. As root, apt would fetch as user _apt,
  // who may not write here.
  const own = ['-qq', '-o', 'APT::Sandbox::User=', ...flags];
  await run('apt-get', [...own, ...args], { cwd, timeout: TIMEOUT_MS, maxBuffer: 16 * 1024 * 1024 });
}

async function downloadPackages(wanted: DebianProgram, options: AptOptions): Promise<void> {
  for (const name of wanted.packages) await apt(options, 'download', name);
  for (const name of wanted.libraries) await apt(options, 'download', name).catch(() => undefined);
}

async function download(wanted: DebianProgram, work: string): Promise<void> {
  const [lists, cache, cwd] = [join(work, 'lists'), join(work, 'cache'), join(work, 'packages')];
  const unpacked = join(work, 'unpacked');
  for (const folder of [join(lists, 'partial'), join(cache, 'archives', 'partial'), cwd, unpacked]) {
    await mkdir(folder, { recursive: true });
  }
  const privateCache = ['-o', `Dir::Cache=${cache}`];
  try {
    await downloadPackages(wanted, { flags: privateCache, cwd });
  } catch {
    // The system's package lists are missing (bare images) or outdated: fetch our own, which takes longer.
    const flags = [...privateCache, '-o', `Dir::State::lists=${lists}`];
    await apt({ flags, cwd }, 'update');
    await downloadPackages(wanted, { flags, cwd });
  }
  for (const file of await readdir(cwd)) await run('dpkg', ['-x', join(cwd, file), unpacked]);
}

/** Removes what killed downloads left. Call it only under the lock. */
async function removeLeftovers(cacheDir: string, prefix: string): Promise<void> {
  for (const name of await readdir(cacheDir)) {
    if (name.startsWith(prefix)) await rm(join(cacheDir, name), { recursive: true, force: true });
  }
}

/**
 * Fetches a program of the distribution without installing it and without root, once: later calls find it in `cacheDir`. Processes that
 * call at the same time wait for the first one's download; what they find is always complete, because it is renamed into place.
 * @returns the command line up to the program's own arguments
 */
export async function debianProgram(
  wanted: DebianProgram,
  cacheDir: string,
  onFetch?: () => void,
): Promise<readonly string[]> {
  const target = join(cacheDir, `${wanted.name}-${process.arch}`);
  const ready = await commandIn(target, wanted.program);
  if (ready) return ready;
  return withFileLock(`${target}.lock`, async () => {
    const meanwhile = await commandIn(target, wanted.program);
    if (meanwhile) return meanwhile;
    onFetch?.();
    const prefix = `${wanted.name}-download-`;
    await removeLeftovers(cacheDir, prefix);
    const work = await mkdtemp(join(cacheDir, prefix));
    try {
      await download(wanted, work);
      await rm(target, { recursive: true, force: true });
      await rename(join(work, 'unpacked'), target);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
    const fetched = await commandIn(target, wanted.program);
    if (!fetched) throw new Error(`the distribution has no ${wanted.program} in its packages`);
    return fetched;
  });
}
