import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startPostgres, type RunningPostgres } from '@analyticbot/embedded';
import pg from 'pg';

import { copyPostgresTemplate } from './postgres-template.js';
import { testGuard } from './test-guard.js';

/** Settings of the server a test wants; its data lives in a temporary folder. */
export interface TestPostgresOptions {
  /** @default 100 */
  readonly maxConnections?: number;
  /** Server settings on top of those that make tests fast (`fsync=off`). */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A real PostgreSQL of one test file's own. */
export interface TestPostgres {
  /** Of the database `test`; stays the same over `crash()` and `restart()`. */
  readonly url: string;
  readonly port: number;
  /** A pool on `url` for looking at results, made at the first use, ended by `stop()`. */
  readonly pool: pg.Pool;
  /** Makes an empty database with a random name and resolves to its URL. */
  createDatabase(): Promise<string>;
  /** Ends the server by SIGKILL and leaves it down until `restart()`. */
  crash(): Promise<void>;
  /** Starts the server again (stopping it cleanly if it runs) on the same port and data. */
  restart(): Promise<void>;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
}

/** Settings that make a server fast and forgetful. */
export const FAST = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '32MB',
};

/** Starts a PostgreSQL on a free port, with a database `test`. Takes about half a second; call it in `beforeAll`. */
export async function startTestPostgres(options: TestPostgresOptions = {}): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'test-postgres-'));
  // PostgreSQL runs as another user than root and has to get in.
  await chmod(folder, 0o755);
  const dataDir = join(folder, 'data');
  await copyPostgresTemplate(dataDir);

  const start = (port?: number): Promise<RunningPostgres> =>
    startPostgres({
      dataDir,
      database: 'test',
      guard: testGuard(),
      maxConnections: options.maxConnections ?? 100,
      settings: { ...FAST, ...options.settings },
      port,
    });
  let server = await start();
  let pool: pg.Pool | undefined;
  const { url, port } = server;

  return {
    url,
    port,
    get pool() {
      if (!pool) {
        pool = new pg.Pool({ connectionString: url, max: 5 });
        pool.on('error', () => undefined);
      }
      return pool;
    },
    createDatabase: async () => {
      const name = `test_${randomBytes(6).toString('hex')}`;
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      try {
        await client.query(`CREATE DATABASE ${name} TEMPLATE template0`);
      } finally {
        await client.end();
      }
      const other = new URL(url);
      other.pathname = `/${name}`;
      return other.href;
    },
    crash: () => server.kill9(),
    restart: async () => {
      await server.stop();
      server = await start(port);
    },
    stop: async () => {
      await pool?.end();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
