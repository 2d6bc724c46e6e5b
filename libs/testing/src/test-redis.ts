import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { findRedisServer, startRedis, type RunningRedis } from '@analyticbot/embedded';
import { Redis, type RedisOptions as ClientOptions } from 'ioredis';

import { testGuard } from './test-guard.js';
import { workspaceCache } from './workspace-cache.js';

/** Settings of the server a test wants; its data lives in a temporary folder. */
export interface TestRedisOptions {
  /** Keep the data over `crash()` and `restart()`, each write at once on disk. @default false */
  readonly persistent?: boolean;
  /** Arguments of the server, such as `['--maxmemory', '8mb', '--maxmemory-policy', 'allkeys-lru']`. */
  readonly args?: readonly string[];
}

/** A real Redis of one test file's own. */
export interface TestRedis {
  /** Stays the same over `crash()` and `restart()`. */
  readonly url: string;
  readonly port: number;
  /** A new connection that comes back by itself, to `at` (a proxy's address) or the server; ended by `stop()`. */
  client(options?: ClientOptions, at?: string): Redis;
  /** Ends the server by SIGKILL and leaves it down until `restart()`. */
  crash(): Promise<void>;
  /** Freezes the server (connections stay open, nothing is answered) and resolves `ms` later, when it goes on. */
  pause(ms: number): Promise<void>;
  /** Starts the server again (stopping it cleanly if it runs) on the same port. */
  restart(): Promise<void>;
  /** Ends clients and server and removes the data. */
  stop(): Promise<void>;
}

/** Starts a Redis on a free port. Takes some 50 ms (the first time on a machine without Redis: some seconds). */
export async function startTestRedis(options: TestRedisOptions = {}): Promise<TestRedis> {
  const found = await findRedisServer({ cacheDir: workspaceCache() });
  const dataDir = await mkdtemp(join(tmpdir(), 'test-redis-'));
  const start = (port?: number): Promise<RunningRedis> =>
    startRedis({
      server: found,
      dataDir,
      guard: testGuard(),
      persistent: options.persistent ?? false,
      args: [...(options.persistent ? ['--appendfsync', 'always'] : []), ...(options.args ?? [])],
      port,
    });
  let server = await start();
  const { url, port } = server;
  const clients: Redis[] = [];

  return {
    url,
    port,
    client: (clientOptions = {}, at = url) => {
      const client = new Redis(at, {
        retryStrategy: () => 50,
        maxRetriesPerRequest: null,
        ...clientOptions,
      });
      client.on('error', () => undefined);
      clients.push(client);
      return client;
    },
    crash: () => server.kill9(),
    pause: async (ms) => {
      process.kill(server.pid, 'SIGSTOP');
      await new Promise((resolve) => setTimeout(resolve, ms));
      process.kill(server.pid, 'SIGCONT');
    },
    restart: async () => {
      await server.stop();
      server = await start(port);
    },
    stop: async () => {
      for (const client of clients) client.disconnect();
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
