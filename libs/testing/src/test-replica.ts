import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startPostgres, type RunningPostgres } from '@analyticbot/embedded';

import { copyPostgresTemplate } from './postgres-template.js';
import { testGuard } from './test-guard.js';
import { FAST, type TestPostgres } from './test-postgres.js';

/** A real streaming replica of a test's PostgreSQL. */
export interface TestReplica {
  /** Of the database `test`, read-only; stays the same over `crash()` and `restart()`. */
  readonly url: string;
  /** Ends it by SIGKILL and leaves it down until `restart()`. */
  crash(): Promise<void>;
  restart(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

/**
 * Starts a hot standby that streams from `primary`. Both stem from the same cluster template, so no base backup is taken: call it
 * soon after the primary's start, while that still has all its log.
 */
export async function startTestReplica(
  primary: TestPostgres,
  settings: Readonly<Record<string, string>> = {},
): Promise<TestReplica> {
  const folder = await mkdtemp(join(tmpdir(), 'test-replica-'));
  await chmod(folder, 0o755);
  const dataDir = join(folder, 'data');
  await copyPostgresTemplate(dataDir);
  await writeFile(join(dataDir, 'standby.signal'), '');
  const start = (port?: number): Promise<RunningPostgres> =>
    startPostgres({
      dataDir,
      database: 'test',
      guard: testGuard(),
      settings: {
        ...FAST,
        primary_conninfo: `host=127.0.0.1 port=${primary.port} user=postgres`,
        wal_retrieve_retry_interval: '100ms',
        ...settings,
      },
      port,
    });
  let server = await start();
  const { url, port } = server;
  return {
    url,
    crash: () => server.kill9(),
    restart: async () => {
      await server.stop();
      server = await start(port);
    },
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
