import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { EmbeddedError } from '../embedded.errors.js';
import { debianRedis } from './debian.js';

const run = promisify(execFile);

/** Where a Redis server was found. */
export type RedisSource = 'path' | 'debian-package' | 'homebrew' | 'docker';

/** A program that is a Redis server, ready to be run. */
export interface RedisServer {
  readonly source: RedisSource;
  /** The command line up to the server's own arguments, for `docker` up to the options of `docker run`. */
  readonly command: readonly string[];
  /** One line for people, such as `redis-server 7.0.15 (/usr/bin/redis-server)`. */
  readonly description: string;
}

/** Where to keep what had to be fetched, and which ways to try. */
export interface FindRedisOptions {
  /** A folder that outlives the process; at most 20 MB are kept in it. Several processes may share it. */
  readonly cacheDir: string;
  /** The ways to try, in order. @default all of them */
  readonly sources?: readonly RedisSource[];
  /** Folders to look for programs in, separated by colons. @default the PATH of this process */
  readonly searchPath?: string;
  /** Called with one line when something slow begins. */
  readonly onProgress?: (line: string) => void;
}

const ALL: readonly RedisSource[] = ['path', 'debian-package', 'homebrew', 'docker'];

/** The image of the last resort; the same major version docker-compose.yml uses. */
export const REDIS_IMAGE = 'redis:7-alpine';

/** Where the shell finds a command, undefined when it does not. */
async function which(name: string, searchPath?: string): Promise<string | undefined> {
  const env = searchPath === undefined ? undefined : { PATH: searchPath };
  const { stdout } = await run('/bin/sh', ['-c', `command -v ${name}`], { env }).catch(() => ({
    stdout: '',
  }));
  return stdout.trim() || undefined;
}

async function describe(command: readonly string[], name: string): Promise<string | undefined> {
  const [program, ...args] = [...command, '--version'];
  const { stdout } = await run(program as string, args, { timeout: 5_000 }).catch(() => ({ stdout: '' }));
  const version = /v=(\S+)/.exec(stdout)?.[1];
  return version ? `${name} ${version} (${command.at(-1)})` : undefined;
}

async function onPath({ searchPath }: FindRedisOptions): Promise<RedisServer | undefined> {
  for (const name of ['redis-server', 'valkey-server']) {
    const path = await which(name, searchPath);
    const description = path ? await describe([path], name) : undefined;
    if (path && description) return { source: 'path', command: [path], description };
  }
  return undefined;
}

async function fromDebian({
  cacheDir,
  searchPath,
  onProgress,
}: FindRedisOptions): Promise<RedisServer | undefined> {
  if (process.platform !== 'linux') return undefined;
  for (const needed of ['apt-get', 'dpkg']) if (!(await which(needed, searchPath))) return undefined;
  const command = await debianRedis(cacheDir, onProgress);
  const description = await describe(command, 'redis-server');
  return description ? { source: 'debian-package', command, description } : undefined;
}

async function fromHomebrew({ searchPath, onProgress }: FindRedisOptions): Promise<RedisServer | undefined> {
  if (process.platform !== 'darwin' || !(await which('brew', searchPath))) return undefined;
  onProgress?.('installing redis with Homebrew');
  await run('brew', ['install', '--quiet', 'redis'], { timeout: 300_000 });
  const { stdout } = await run('brew', ['--prefix', 'redis']);
  const command = [`${stdout.trim()}/bin/redis-server`];
  const description = await describe(command, 'redis-server');
  return description ? { source: 'homebrew', command, description } : undefined;
}

async function fromDocker({ searchPath, onProgress }: FindRedisOptions): Promise<RedisServer | undefined> {
  if (!(await which('docker', searchPath))) return undefined;
  await run('docker', ['info'], { timeout: 10_000 });
  const present = await run('docker', ['image', 'inspect', REDIS_IMAGE], { timeout: 10_000 }).catch(
    () => undefined,
  );
  if (!present) {
    onProgress?.(`fetching the Docker image ${REDIS_IMAGE}`);
    await run('docker', ['pull', '--quiet', REDIS_IMAGE], { timeout: 180_000 });
  }
  return { source: 'docker', command: ['docker', 'run', '--rm'], description: `Docker image ${REDIS_IMAGE}` };
}

/** What a failed command said last, which is its reason; its command line would only hide it. */
function lastWords(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string };
  return (stderr?.trim() || message.trim()).split('\n').at(-1) as string;
}

const finders: Record<RedisSource, (options: FindRedisOptions) => Promise<RedisServer | undefined>> = {
  path: onPath,
  'debian-package': fromDebian,
  homebrew: fromHomebrew,
  docker: fromDocker,
};

/**
 * Finds a Redis server: on the PATH; else from the distribution's package, unpacked into `cacheDir` without root; else Homebrew's; else in
 * Docker.
 * @throws EmbeddedError `E_REDIS_NOT_FOUND`, whose cause holds what each way failed with.
 */
export async function findRedisServer(options: FindRedisOptions): Promise<RedisServer> {
  const failures: Error[] = [];
  for (const source of options.sources ?? ALL) {
    try {
      const found = await finders[source](options);
      if (found) return found;
    } catch (error) {
      failures.push(new Error(`${source}: ${lastWords(error)}`, { cause: error }));
    }
  }
  const tried = failures.map((failure) => failure.message).join('; ');
  throw new EmbeddedError(
    'E_REDIS_NOT_FOUND',
    `no Redis server on this machine${tried ? ` (${tried})` : ''}`,
    'Install one (apt-get install redis-server, dnf install valkey, brew install redis), start Docker, or set REDIS_URL to a running one.',
    { cause: new AggregateError(failures) },
  );
}
