import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  findRedisServer,
  type Guard,
  startGuard,
  startPostgres,
  startRedis,
  type RunningRedis,
} from '@analyticbot/embedded';

/** The servers of one benchmark. */
export interface Servers {
  readonly postgresUrl: string;
  readonly redisUrl: string;
}

/**
 * Starts a PostgreSQL (its own defaults, fsync on) and a Redis (without persistence) for the time of the work, on free ports
 * and in a temporary folder that is removed afterwards, also when the work fails.
 */
export function withServers<T>(
  work: (servers: Servers) => Promise<T>,
  options: { readonly maxConnections?: number; readonly settings?: Readonly<Record<string, string>> } = {},
): Promise<T> {
  return inFolder(async (folder, guard) => {
    const postgres = await startPostgres({
      dataDir: join(folder, 'postgres'),
      database: 'benchmark',
      guard,
      ...options,
    });
    try {
      return await besideRedis(folder, guard, (redisUrl) => work({ postgresUrl: postgres.url, redisUrl }));
    } finally {
      await postgres.stop();
    }
  });
}

/** The same with a Redis alone. */
export function withRedis<T>(work: (redisUrl: string) => Promise<T>): Promise<T> {
  return inFolder((folder, guard) => besideRedis(folder, guard, work));
}

async function besideRedis<T>(
  folder: string,
  guard: Guard,
  work: (redisUrl: string) => Promise<T>,
): Promise<T> {
  const server = await findRedisServer({ cacheDir: join(folder, 'cache') });
  const redis = await startRedis({ server, guard });
  try {
    return await work(redis.url);
  } finally {
    await redis.stop();
  }
}

async function inFolder<T>(work: (folder: string, guard: Guard) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'analyticbot-benchmark-'));
  const guard = startGuard();
  try {
    return await work(folder, guard);
  } finally {
    await guard.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A Redis that can be made to die and come back, on the same port and empty. */
export interface CrashableRedis {
  readonly url: string;
  crash(): Promise<void>;
  restart(): Promise<void>;
}

/** Starts two Redis servers and nothing else, in the same way. */
export async function withRedisServers<T>(
  work: (first: CrashableRedis, second: CrashableRedis) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'analyticbot-benchmark-'));
  const guard = startGuard();
  const server = await findRedisServer({ cacheDir: join(folder, 'cache') });
  const servers = [await startRedis({ server, guard }), await startRedis({ server, guard })];
  const crashable = (position: number): CrashableRedis => {
    const { url, port } = servers[position] as RunningRedis;
    return {
      url,
      crash: () => (servers[position] as RunningRedis).kill9(),
      restart: async () => void (servers[position] = await startRedis({ server, guard, port })),
    };
  };
  try {
    return await work(crashable(0), crashable(1));
  } finally {
    await Promise.all(servers.map((one) => one.stop()));
    await guard.close();
    await rm(folder, { recursive: true, force: true });
  }
}
