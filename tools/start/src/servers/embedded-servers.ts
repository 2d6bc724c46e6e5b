import { join } from 'node:path';

import { findRedisServer, startPostgres, startRedis, type Guard } from '@analyticbot/embedded';

import { explain } from '../start.errors.js';
import { STAGES, type Suite } from '../suite/suite.js';

/** Where embedded servers keep their data, and who ends them. */
export interface ServerContext {
  readonly suite: Suite;
  readonly guard: Guard;
  /** The data folder. */
  readonly data: string;
  /** Sets the detail of the progress line. */
  readonly tell: (detail: string) => void;
}

/** The two roles Redis plays: `work` never loses data, `cache` forgets what it has no room for. */
export type RedisRole = 'work' | 'cache';

const REDIS_ARGUMENTS: Record<RedisRole, readonly string[]> = {
  work: ['--maxmemory-policy', 'noeviction'],
  cache: ['--maxmemory', '128mb', '--maxmemory-policy', 'allkeys-lfu'],
};

/**
 * Starts PostgreSQL on a free port and resolves to its URL.
 * @throws StartError `E_DATA_FOLDER`, `E_DISK_FULL`; EmbeddedError for the rest
 */
export async function embeddedPostgres(
  { suite, guard, data, tell }: ServerContext,
  password: string,
): Promise<string> {
  try {
    const dataDir = join(data, 'postgres');
    const stage = STAGES.postgres;
    // Room for each service's largest pool twice over, as during a rollout.
    const server = await startPostgres({
      dataDir,
      database: 'analyticbot',
      password,
      guard,
      stage,
      maxConnections: 200,
    });
    suite.adopt({ name: 'PostgreSQL', stage, ...server });
    tell(`on port ${server.port}`);
    return server.url;
  } catch (error) {
    throw explain(error);
  }
}

/**
 * Starts one Redis a role on free ports and resolves to their URLs, in the order of `roles`.
 * @throws StartError `E_DATA_FOLDER`, `E_DISK_FULL`; EmbeddedError `E_REDIS_NOT_FOUND` and the rest
 */
export async function embeddedRedis(
  { suite, guard, data, tell }: ServerContext,
  cacheDir: string,
  roles: readonly RedisRole[],
): Promise<string[]> {
  try {
    const found = await findRedisServer({ cacheDir, onProgress: (line) => console.log(`… ${line}`) });
    const stage = STAGES.redis;
    const servers = await Promise.all(
      roles.map(async (role) => {
        const server = await startRedis({
          server: found,
          dataDir: join(data, `redis-${role}`),
          persistent: role === 'work',
          args: REDIS_ARGUMENTS[role],
          guard,
          stage,
        });
        suite.adopt({ name: `Redis (${role})`, stage, ...server });
        return server;
      }),
    );
    const places = servers.map((server, index) => `${roles[index]} on port ${server.port}`);
    tell(`${found.description.split(' (')[0]}: ${places.join(', ')}`);
    return servers.map((server) => server.url);
  } catch (error) {
    throw explain(error);
  }
}
