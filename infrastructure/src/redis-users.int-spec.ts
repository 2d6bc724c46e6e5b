import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findRedisServer, freePort, launch, startGuard, type LaunchedProcess } from '@analyticbot/embedded';
import { Redis } from 'ioredis';
import { ofKind, workloads } from './kubernetes/objects.js';
import { readRepository } from './repository/repository.js';

const root = resolve(__dirname, '../..');
const repository = readRepository(root);

/** The passwords of the Secret, as the manifests hand them to the server. */
const secrets = {
  REDISCLI_AUTH: 'operator',
  GATEWAY_PASSWORD: 'gw',
  WORKER_PASSWORD: 'wk',
  MONITOR_PASSWORD: 'mo',
};
const passwords = { 'bot-gateway': 'gw', 'analytics-worker': 'wk', 'performance-monitor': 'mo' } as const;
type User = keyof typeof passwords;

/** What an operator may do and no service: it stops the server, reads or empties what belongs to others, or changes the rules. */
const forbidden: readonly (readonly [string, ...string[]])[] = [
  ['keys', '*'],
  ['scan', '0'],
  ['flushall'],
  ['flushdb'],
  ['config', 'get', '*'],
  ['config', 'set', 'maxmemory', '1'],
  ['shutdown', 'nosave'],
  ['save'],
  ['replicaof', 'no', 'one'],
  ['acl', 'list'],
  ['client', 'list'],
  ['client', 'kill', 'type', 'normal'],
  ['script', 'flush'],
  ['function', 'flush'],
  ['monitor'],
  ['slowlog', 'get'],
  ['swapdb', '0', '1'],
];

/** One Redis, started by the very command of its manifest. */
interface Server {
  client(user?: User | 'default', password?: string): Redis;
  /** What the server says to one command of a user: `OK`, or the first word of its refusal. */
  says(user: User, command: readonly [string, ...string[]]): Promise<string>;
  stop(): Promise<void>;
}

async function startServer(manifest: string, aclFile: string): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'redis-users-'));
  const { command } = await findRedisServer({ cacheDir: join(root, 'node_modules/.cache/test-servers') });
  await writeFile(
    join(folder, 'redis-server'),
    `#!/bin/sh\nexec ${command.map((part) => `'${part}'`).join(' ')} "$@"\n`,
  );
  await chmod(join(folder, 'redis-server'), 0o755);
  const script = scriptOf(manifest);
  const port = await freePort();
  const here = script
    .replaceAll('/etc/redis/users.acl', join(root, 'infrastructure/redis', aclFile))
    .replace(/dir \/data\n/, `dir ${folder}\nport ${port}\nbind 127.0.0.1\n`);
  expect(here).not.toContain('/data\n');
  const guard = startGuard();
  const server: LaunchedProcess = await launch({
    name: manifest,
    command: '/bin/sh',
    args: ['-ec', here],
    env: { ...secrets, PATH: `${folder}:${process.env['PATH'] ?? ''}` },
    readyLine: /Ready to accept connections/,
    guard,
  });
  await server.ready;
  const clients: Redis[] = [];
  const client = (username: string = 'default', password = secrets.REDISCLI_AUTH): Redis => {
    const redis = new Redis({
      port,
      host: '127.0.0.1',
      username,
      password,
      retryStrategy: null,
      disconnectTimeout: 50,
    });
    redis.on('error', () => undefined);
    clients.push(redis);
    return redis;
  };
  return {
    client,
    says: async (user, [name, ...args]) => {
      const redis = client(user, passwords[user]);
      const answer = await redis.call(name, ...args).then(
        () => 'OK',
        (error: Error) => error.message.split(' ')[0] ?? '',
      );
      redis.disconnect();
      return answer;
    },
    stop: async () => {
      for (const redis of clients) redis.disconnect();
      await server.stop();
      await guard.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function scriptOf(manifest: string): string {
  const [found] = workloads(repository).filter(({ file }) => file.endsWith(`/${manifest}`));
  return found?.containers[0]?.args?.[0] ?? '';
}

describe('the Redis users of the manifests', () => {
  it.each([
    ['work.acl', 'analyticbot-redis-users'],
    ['cache.acl', 'analyticbot-redis-cache-users'],
  ])('%s is what the ConfigMap %s holds', async (file, name) => {
    const map = ofKind(repository, 'ConfigMap').find((one) => one.name === name);
    expect(map?.object.data?.['users.acl']).toBe(
      await readFile(join(root, 'infrastructure/redis', file), 'utf8'),
    );
  });

  describe('of work', () => {
    let server: Server;
    beforeAll(async () => {
      server = await startServer('21-redis.yaml', 'work.acl');
    });
    afterAll(() => server.stop());

    it('leave the operator everything, and nobody in without a password', async () => {
      await expect(server.client().call('acl', 'whoami')).resolves.toBe('default');
      await expect(server.client('default', 'guess').ping()).rejects.toThrow();
      await expect(server.client('bot-gateway', '').ping()).rejects.toThrow();
      await expect(server.client('bot-gateway', passwords['analytics-worker']).ping()).rejects.toThrow();
    });

    it.each(Object.keys(passwords) as User[])('%s may do nothing that is an operator’s', async (user) => {
      const answers = await Promise.all(
        forbidden.map(async (command) => [command[0], await server.says(user, command)]),
      );
      expect(answers).toEqual(forbidden.map(([name]) => [name, 'NOPERM']));
      // The server refuses DEBUG to everybody before it looks at rights: asked without trying.
      await expect(server.client().call('acl', 'dryrun', user, 'debug', 'sleep', '0')).resolves.toContain(
        'no permissions',
      );
    });

    it('keep each service to its own keys and channels', async () => {
      const says = (user: User, ...command: [string, ...string[]]) => server.says(user, command);
      await expect(says('bot-gateway', 'set', 'gateway:poller-lease', 'x')).resolves.toBe('OK');
      await expect(says('bot-gateway', 'get', 'analyticbot:collection:debt')).resolves.toBe('NOPERM');
      await expect(says('bot-gateway', 'del', 'jobs:{collection}:collection:wait')).resolves.toBe('NOPERM');
      await expect(says('bot-gateway', 'publish', 'cache.invalidated', 'x')).resolves.toBe('NOPERM');
      await expect(says('analytics-worker', 'get', 'gateway:poller-lease')).resolves.toBe('NOPERM');
      await expect(says('analytics-worker', 'publish', 'cache.invalidated', 'x')).resolves.toBe('OK');
      await expect(says('analytics-worker', 'subscribe', 'elsewhere')).resolves.toBe('NOPERM');
      await expect(says('performance-monitor', 'xlen', 'work:{updates}:stream')).resolves.toBe('OK');
      await expect(says('performance-monitor', 'set', 'work:{updates}:length', '0')).resolves.toBe('NOPERM');
      const script = "return redis.call('SET', KEYS[1], 'x')";
      await expect(says('performance-monitor', 'eval', script, '1', 'work:x')).resolves.not.toBe('OK');
    });
  });

  describe('of the cache', () => {
    let server: Server;
    beforeAll(async () => {
      server = await startServer('22-redis-cache.yaml', 'cache.acl');
    });
    afterAll(() => server.stop());

    it('are the worker, which writes, and the monitor, which looks; no operator’s command is theirs', async () => {
      for (const user of ['analytics-worker', 'performance-monitor'] as const) {
        const answers = await Promise.all(forbidden.map((command) => server.says(user, command)));
        expect(new Set(answers)).toEqual(new Set(['NOPERM']));
      }
      await expect(server.says('analytics-worker', ['set', 'analyticbot:x', '1'])).resolves.toBe('OK');
      await expect(server.says('analytics-worker', ['set', 'other:x', '1'])).resolves.toBe('NOPERM');
      await expect(server.says('performance-monitor', ['memory', 'usage', 'analyticbot:x'])).resolves.toBe(
        'OK',
      );
      await expect(server.says('performance-monitor', ['get', 'analyticbot:x'])).resolves.toBe('NOPERM');
      await expect(server.client('bot-gateway', passwords['bot-gateway']).ping()).rejects.toThrow();
    });
  });
});
