import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { findRedisServer } from './find.js';
import { startRedis, type RunningRedis } from './redis.js';

const cacheDir = join(__dirname, '../../../../node_modules/.cache/test-servers');

/** Sends one inline command and resolves to the first line of the answer. */
function command(port: number, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${line}\r\n`));
    socket.once('error', reject);
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString().trim());
    });
  });
}

describe('startRedis', () => {
  let folder: string;
  const running: RunningRedis[] = [];
  const start = async (options: Omit<Parameters<typeof startRedis>[0], 'server'>) => {
    const redis = await startRedis({ server: await findRedisServer({ cacheDir }), ...options });
    running.push(redis);
    return redis;
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'embedded redis-'));
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((redis) => redis.stop()));
    await rm(folder, { recursive: true, force: true });
  });

  it('keeps its data over a stop when persistent', async () => {
    const first = await start({ dataDir: folder, persistent: true });
    await command(first.port, 'SET kept 7');
    await first.stop();
    const second = await start({ dataDir: folder, persistent: true });
    expect(await command(second.port, 'GET kept')).toBe('$1\r\n7');
  });

  it('forgets its data over a stop when not persistent, and takes arguments', async () => {
    const args = ['--maxmemory-policy', 'allkeys-lru'];
    const first = await start({ dataDir: folder, args });
    await command(first.port, 'SET lost 7');
    expect(await command(first.port, 'CONFIG GET maxmemory-policy')).toContain('allkeys-lru');
    await first.stop();
    const second = await start({ dataDir: folder, args });
    expect(await command(second.port, 'GET lost')).toBe('$-1');
  });

  it('says which port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    await expect(start({ port })).rejects.toMatchObject({
      code: 'E_PORT_TAKEN',
      message: `port ${port} is taken`,
    });
    await new Promise((resolve) => other.close(resolve));
  });

  it('says why damaged data cannot be read', async () => {
    const first = await start({ dataDir: folder, persistent: true });
    await command(first.port, 'SET kept 7');
    await first.stop();
    const logs = join(folder, 'appendonlydir');
    for (const name of await readdir(logs)) await writeFile(join(logs, name), 'nonsense');
    await expect(start({ dataDir: folder, persistent: true })).rejects.toMatchObject({
      code: 'E_REDIS_START',
    });
  });
});

describe('findRedisServer', () => {
  it('says what to install when there is none', async () => {
    await expect(findRedisServer({ cacheDir, sources: [] })).rejects.toMatchObject({
      code: 'E_REDIS_NOT_FOUND',
      remedy: expect.stringContaining('apt-get install redis-server'),
    });
  });

  it('finds valkey where there is no redis', async () => {
    const bin = await mkdtemp(join(tmpdir(), 'bin-'));
    await writeFile(join(bin, 'valkey-server'), '#!/bin/sh\necho "Server v=8.0.1 sha=0"\n');
    await chmod(join(bin, 'valkey-server'), 0o755);
    const found = await findRedisServer({ cacheDir, sources: ['path'], searchPath: bin });
    expect(found).toEqual({
      source: 'path',
      command: [join(bin, 'valkey-server')],
      description: `valkey-server 8.0.1 (${join(bin, 'valkey-server')})`,
    });
    await rm(bin, { recursive: true, force: true });
  });
});
