import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { EmbeddedError } from '../embedded.errors.js';
import { freePort } from '../ports.js';
import { chooseUser } from '../postgres/run-as.js';
import { type Guard } from '../process/guard.js';
import { launch } from '../process/launch.js';
import { type PgBouncerProgram } from './find.js';

/** What kind of PgBouncer to start. */
export interface PgBouncerOptions {
  /** What `findPgBouncer()` returned. */
  readonly program: PgBouncerProgram;
  /** The PostgreSQL behind it; every database name leads there, whoever reaches the loopback port may connect. */
  readonly serverUrl: string;
  /** @default 'transaction' */
  readonly poolMode?: 'session' | 'transaction' | 'statement';
  /** Server connections a database and user. @default 5 */
  readonly poolSize?: number;
  /** Further settings of the section `[pgbouncer]`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Ends it should this process die. */
  readonly guard?: Guard;
}

/** A running PgBouncer. */
export interface RunningPgBouncer {
  /** Leads to the same database as `serverUrl`, through the proxy. */
  readonly url: string;
  readonly port: number;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}

/**
 * Starts a real PgBouncer on a free loopback port as a child process.
 * @throws EmbeddedError `E_PGBOUNCER_START`
 */
export async function startPgBouncer(options: PgBouncerOptions): Promise<RunningPgBouncer> {
  const folder = await mkdtemp(join(tmpdir(), 'pgbouncer-'));
  const port = await freePort();
  const server = new URL(options.serverUrl);
  await chmod(folder, 0o755);
  await writeFile(join(folder, 'users.txt'), `"${server.username}" "${server.password}"\n`);
  await writeFile(join(folder, 'pgbouncer.ini'), configuration(options, server, folder, port));
  // Like PostgreSQL it refuses to run as root.
  const runAs = await chooseUser([folder, options.program.command.at(-1) as string]);
  const [command, ...args] = [...runAs.prefix, ...options.program.command, join(folder, 'pgbouncer.ini')];
  const child = await launch({
    name: 'PgBouncer',
    command: command as string,
    args,
    uid: runAs.uid,
    gid: runAs.gid,
    guard: options.guard,
    // SIGINT waits for clients to leave; SIGTERM does not.
    stopSignal: 'SIGTERM',
    readyLine: /process up/,
  });
  const stop = async () => {
    await child.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await child.ready;
  } catch (cause) {
    await stop();
    throw new EmbeddedError(
      'E_PGBOUNCER_START',
      `PgBouncer did not start: ${(cause as Error).message}`,
      'Read the lines above.',
      { cause },
    );
  }
  const url = new URL(options.serverUrl);
  url.port = String(port);
  return { url: url.href, port, stop };
}

function configuration(options: PgBouncerOptions, server: URL, folder: string, port: number): string {
  const settings: Record<string, string> = {
    listen_addr: '127.0.0.1',
    listen_port: String(port),
    unix_socket_dir: '',
    auth_type: 'trust',
    auth_file: join(folder, 'users.txt'),
    pool_mode: options.poolMode ?? 'transaction',
    default_pool_size: String(options.poolSize ?? 5),
    max_client_conn: '500',
    ...options.settings,
  };
  return [
    '[databases]',
    `* = host=${server.hostname} port=${server.port}`,
    '[pgbouncer]',
    ...Object.entries(settings).map(([name, value]) => `${name} = ${value}`),
    '',
  ].join('\n');
}
