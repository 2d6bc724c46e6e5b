import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { withFileLock } from '../process/file-lock.js';

const run = promisify(execFile);

/**
 * The server (a link to a program in redis-tools) and those of its libraries that a bare system lacks. Releases differ: a library whose
 * name is unknown is skipped.
 */
const PACKAGES = ['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1', 'libatomic1'];
const TIMEOUT_MS = 120_000;
const WORK_PREFIX = 'redis-download-';

/** The command line that runs the unpacked server in `folder`, whose libraries lie beside it. */
async function commandIn(folder: string): Promise<readonly string[] | undefined> {
  const program = join(folder, 'usr/bin/redis-server');
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

async function downloadPackages(options: AptOptions): Promise<void> {
  for (const name of PACKAGES) {
    await apt(options, 'download', name).catch((error: unknown) => {
      if (name.startsWith('redis')) throw error;
    });
  }
}

async function download(work: string): Promise<void> {
  const [lists, cache, cwd] = [join(work, 'lists'), join(work, 'cache'), join(work, 'packages')];
  const unpacked = join(work, 'unpacked');
  for (const folder of [join(lists, 'partial'), join(cache, 'archives', 'partial'), cwd, unpacked]) {
    await mkdir(folder, { recursive: true });
  }
  const privateCache = ['-o', `Dir::Cache=${cache}`];
  try {
    await downloadPackages({ flags: privateCache, cwd });
  } catch {
    // The system's package lists are missing (bare images) or outdated: fetch our own, which takes longer.
    const flags = [...privateCache, '-o', `Dir::State::lists=${lists}`];
    await apt({ flags, cwd }, 'update');
    await downloadPackages({ flags, cwd });
  }
  for (const file of await readdir(cwd)) await run('dpkg', ['-x', join(cwd, file), unpacked]);
}

/** Removes what killed downloads left. Call it only under the lock. */
async function removeLeftovers(cacheDir: string): Promise<void> {
  for (const name of await readdir(cacheDir)) {
    if (name.startsWith(WORK_PREFIX)) await rm(join(cacheDir, name), { recursive: true, force: true });
  }
}

/**
 * Fetches the distribution's Redis without installing it and without root, once: later calls find it in `cacheDir`. Processes that
 * call at the same time wait for the first one's download; what they find is always complete, because it is renamed into place.
 * @returns the command line up to the server's own arguments
 */
export async function debianRedis(
  cacheDir: string,
  onProgress?: (line: string) => void,
): Promise<readonly string[]> {
  const target = join(cacheDir, `redis-${process.arch}`);
  const ready = await commandIn(target);
  if (ready) return ready;
  return withFileLock(join(cacheDir, `redis-${process.arch}.lock`), async () => {
    const meanwhile = await commandIn(target);
    if (meanwhile) return meanwhile;
    onProgress?.('fetching redis-server from the distribution (14 MB, once)');
    await removeLeftovers(cacheDir);
    const work = await mkdtemp(join(cacheDir, WORK_PREFIX));
    try {
      await download(work);
      await rm(target, { recursive: true, force: true });
      await rename(join(work, 'unpacked'), target);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
    const fetched = await commandIn(target);
    if (!fetched) throw new Error('the distribution has no redis-server in its packages');
    return fetched;
  });
}
