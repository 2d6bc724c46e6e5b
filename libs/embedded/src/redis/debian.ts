import { debianProgram, type DebianProgram } from '../debian/debian-program.js';

/** The server is a link to a program in redis-tools. */
const redis: DebianProgram = {
  name: 'redis',
  program: 'usr/bin/redis-server',
  packages: ['redis-server', 'redis-tools'],
  libraries: ['libjemalloc2', 'liblzf1', 'libatomic1'],
};

/** The distribution's Redis, fetched once into `cacheDir`: the command line up to the server's own arguments. */
export function debianRedis(
  cacheDir: string,
  onProgress?: (line: string) => void,
): Promise<readonly string[]> {
  return debianProgram(redis, cacheDir, () =>
    onProgress?.('fetching redis-server from the distribution (14 MB, once)'),
  );
}
