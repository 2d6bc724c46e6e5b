import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = join(__dirname, '../../../../infrastructure/redis');

/** The users of one Redis. */
export interface RedisUsers {
  /** Makes a server know them. */
  readonly args: readonly string[];
  /** `url` with the user of that name and its password; without them where the server knows no such user. */
  login(url: string, user: string): string;
}

/** The users of `infrastructure/redis`, with passwords of the test's own, until they are removed. */
export async function redisUsers(): Promise<{
  work: RedisUsers;
  cache: RedisUsers;
  remove(): Promise<void>;
}> {
  const temporary = await mkdtemp(join(tmpdir(), 'e2e-redis-users-'));
  const read = async (name: string): Promise<RedisUsers> => {
    const lines = (await readFile(join(folder, name), 'utf8')).trim().split('\n');
    const users = lines.map((line) => line.split(' ')[1] ?? '');
    await writeFile(
      join(temporary, name),
      lines.map((line, index) => `${line} >password-of-${users[index]}\n`).join(''),
    );
    return {
      args: ['--aclfile', join(temporary, name)],
      login: (url, user) => {
        if (!users.includes(user)) return url;
        const login = new URL(url);
        login.username = user;
        login.password = `password-of-${user}`;
        return login.href;
      },
    };
  };
  const [work, cache] = await Promise.all([read('work.acl'), read('cache.acl')]);
  return { work, cache, remove: () => rm(temporary, { recursive: true, force: true }) };
}
