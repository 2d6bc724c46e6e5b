import { dirname } from 'node:path';

import { EmbeddedError } from '../embedded.errors.js';
import { freePort } from '../ports.js';
import { type Guard } from '../process/guard.js';
import { launch, type LaunchedProcess, type ProcessExit } from '../process/launch.js';
import { postgresBinaries } from './binaries.js';
import { ensureDatabase } from './database.js';
import { clearStalePid, giveTo, inspectDataDir } from './data-dir.js';
import { initialise } from './initialise.js';
import { chooseUser } from './run-as.js';

/** What kind of PostgreSQL to start, and where. */
export interface PostgresOptions {
  /** An absent or empty folder, or the one of an earlier start, whose data is continued. */
  readonly dataDir: string;
  /** @default a free port */
  readonly port?: number;
  /** Created when missing. @default 'postgres' */
  readonly database?: string;
  /** Password of the superuser `postgres`; fixed at the first start. @default none: whoever reaches the loopback port may connect */
  readonly password?: string;
  /** @default 100 */
  readonly maxConnections?: number;
  /** Further server settings, such as `{ fsync: 'off' }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Called with each line of the server log. */
  readonly onLog?: (line: string) => void;
  /** Ends the server should this process die. */
  readonly guard?: Guard;
  /** The guard ends lower stages first. @default 0 */
  readonly stage?: number;
}

/** A running PostgreSQL. */
export interface RunningPostgres {
  /** `postgres://postgres[:password]@127.0.0.1:<port>/<database>` */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Resolves when the server has ended, for whatever reason. */
  readonly exited: Promise<ProcessExit>;
  /** The last lines of its log, oldest first. */
  lastLines(): readonly string[];
  /** Ends all connections and the server cleanly (SIGINT, SIGKILL after 10 s). */
  stop(): Promise<void>;
  /** Ends the server by SIGKILL, as a crash would. */
  kill9(): Promise<void>;
}

const PORT_ATTEMPTS = 5;
const PORT_LOST = /Address already in use|could not create any TCP\/IP sockets/;
/** Processes of a killed server take a moment to notice; until then its data folder counts as used. */
const STILL_IN_USE = /pre-existing shared memory block|lock file "postmaster.pid" already exists/;

function serverArguments(options: PostgresOptions, port: number): string[] {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    // No socket file: its path has a length limit that deep folders exceed.
    unix_socket_directories: '',
    max_connections: String(options.maxConnections ?? 100),
    shared_preload_libraries: 'pg_stat_statements',
    logging_collector: 'off',
    ...options.settings,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', options.dataDir, '-p', String(port), ...flags];
}

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/**
 * Starts a real PostgreSQL 17 as a child process and resolves when it takes queries. Initialises the folder at the first start.
 * @throws EmbeddedError `E_POSTGRES_DATA_DIR`, `E_POSTGRES_DATA_IN_USE`, `E_PORT_TAKEN`, `E_POSTGRES_USER`, `E_POSTGRES_START`
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const { dataDir, database = 'postgres' } = options;
  const binaries = await postgresBinaries();
  const state = await inspectDataDir(dataDir);
  const runAs = await chooseUser([dirname(dataDir), dirname(binaries.postgres)]);
  if (runAs.owner && state === 'cluster') await giveTo(dataDir, runAs.owner);
  if (state === 'empty') await initialise(binaries, runAs, dataDir, options.password, options.guard);
  else await clearStalePid(dataDir);

  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    const [command, ...args] = [...runAs.prefix, binaries.postgres, ...serverArguments(options, port)];
    let server: LaunchedProcess | undefined;
    try {
      server = await launch({
        name: 'PostgreSQL',
        command: command as string,
        args,
        uid: runAs.uid,
        gid: runAs.gid,
        onLine: options.onLog,
        guard: options.guard,
        stage: options.stage,
        stopSignal: 'SIGINT',
        readyLine: /database system is ready to accept (read-only )?connections/,
        readyTimeoutMs: 60_000,
      });
      await server.ready;
      const url = new URL(`postgres://postgres@127.0.0.1:${port}/${encodeURIComponent(database)}`);
      if (options.password !== undefined) url.password = options.password;
      await ensureDatabase(url.href, database);
      const { pid, exited, lastLines, stop, kill9 } = server;
      return { url: url.href, port, pid, exited, lastLines, stop, kill9 };
    } catch (cause) {
      await server?.kill9();
      const log = server?.lastLines().join('\n') ?? '';
      if (PORT_LOST.test(log)) {
        if (options.port === undefined && attempt < PORT_ATTEMPTS) continue;
        throw portTaken(port, cause);
      }
      if (STILL_IN_USE.test(log) && attempt < PORT_ATTEMPTS) {
        await wait(500);
        continue;
      }
      if (cause instanceof EmbeddedError && cause.code !== 'E_PROCESS_START') throw cause;
      throw new EmbeddedError(
        'E_POSTGRES_START',
        `PostgreSQL did not start on ${dataDir}: ${reason(server, cause)}`,
        'Read the lines above; if the data is damaged, start with an empty folder.',
        { cause },
      );
    }
  }
}

function portTaken(port: number, cause: unknown): EmbeddedError {
  return new EmbeddedError('E_PORT_TAKEN', `port ${port} is taken`, 'Choose another port for PostgreSQL.', {
    cause,
  });
}

/** The line of the server's log that says why it gave up. */
function reason(server: LaunchedProcess | undefined, cause: unknown): string {
  const fatal = server?.lastLines().findLast((line) => /(FATAL|PANIC|could not|No space left)/.test(line));
  return fatal?.replace(/^.*?(FATAL|PANIC):\s*/, '') ?? (cause as Error).message;
}
