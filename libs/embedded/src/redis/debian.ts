import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { withFileLock } from '../process/file-lock.js';

const run = promisify(execFile);

/** The server and those of its libraries that a bare system lacks. Releases differ: a name that is unknown is skipped. */
const PACKAGES = ['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1', 'libatomic1'];
const TIMEOUT_MS = 120_000;

/** The command line that runs the unpacked server in `folder`, whose libraries lie beside it. */
async function commandIn(folder: string): Promise<readonly string[] | undefined> {
  // Debian's redis-server is a link to redis-check-rdb's package twin: the program itself is in redis-tools.
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

async function download(work: string): Promise<void> {
  const lists = join(work, 'lists');
  const cache = join(work, 'cache');
  const packages = join(work, 'packages');
  const unpacked = join(work, 'unpacked');
  for (const folder of [join(lists, 'partial'), join(cache, 'archives', 'partial'), packages, unpacked]) {
    await mkdir(folder, { recursive: true });
  }
  // Private lists and cache: no root needed, and the system's own stay untouched. As root apt would fetch as
  // user _apt, who may not write here.
  const apt = ['-o', `Dir::State::lists=${lists}`, '-o', `Dir::Cache=${cache}`, '-o', 'APT::Sandbox::User='];
  const options = { cwd: packages, timeout: TIMEOUT_MS, maxBuffer: 16 * 1024 * 1024 };
  await run('apt-get', [...apt, '-qq', 'update'], options);
  for (const name of PACKAGES) {
    const needed = name.startsWith('redis');
    await run('apt-get', [...apt, '-qq', 'download', name], options).catch((error: unknown) => {
      if (needed) throw error;
    });
  }
  for (const file of await readdir(packages)) await run('dpkg', ['-x', join(packages, file), unpacked]);
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
    const work = await mkdtemp(join(cacheDir, 'redis-download-'));
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
