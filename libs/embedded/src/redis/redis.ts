import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { EmbeddedError } from '../embedded.errors.js';
import { freePort } from '../ports.js';
import { type Guard } from '../process/guard.js';
import { launch, type LaunchedProcess, type ProcessExit } from '../process/launch.js';
import { REDIS_IMAGE, type RedisServer } from './find.js';

/** What kind of Redis to start, and where. */
export interface RedisOptions {
  /** What `findRedisServer()` returned. */
  readonly server: RedisServer;
  /** @default a temporary folder, removed after `stop()` */
  readonly dataDir?: string;
  /** @default a free port */
  readonly port?: number;
  /** Keep the data in `dataDir` (append-only file, written once a second). @default false */
  readonly persistent?: boolean;
  /** Further arguments of the server, such as `['--maxmemory', '64mb']`. */
  readonly args?: readonly string[];
  /** Called with each line of the server log. */
  readonly onLog?: (line: string) => void;
  /** Ends the server should this process die. */
  readonly guard?: Guard;
  /** The guard ends lower stages first. @default 0 */
  readonly stage?: number;
}

/** A running Redis. */
export interface RunningRedis {
  /** `redis://127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Resolves when the server has ended, for whatever reason. */
  readonly exited: Promise<ProcessExit>;
  /** The last lines of its log, oldest first. */
  lastLines(): readonly string[];
  /** Ends the server cleanly (SIGTERM, SIGKILL after 10 s); a persistent one writes its data first. */
  stop(): Promise<void>;
  /** Ends the server by SIGKILL, as a crash would. */
  kill9(): Promise<void>;
}

const PORT_ATTEMPTS = 5;
const PORT_LOST = /Address already in use|port is already allocated/;

function commandLine(options: RedisOptions, dataDir: string, port: number, container: string): string[] {
  const settings = ['--save', '', '--appendonly', options.persistent ? 'yes' : 'no', '--daemonize', 'no'];
  const own = [...settings, ...(options.args ?? [])];
  if (options.server.source !== 'docker') {
    return [
      ...options.server.command,
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--dir',
      dataDir,
      ...own,
    ];
  }
  const where = ['--name', container, '-p', `127.0.0.1:${port}:6379`, '-v', `${dataDir}:/data`];
  // Inside its container it has to listen on all addresses; only loopback is published.
  return [...options.server.command, ...where, REDIS_IMAGE, 'redis-server', '--protected-mode', 'no', ...own];
}

/**
 * Starts a real Redis as a child process and resolves when it takes commands.
 * @throws EmbeddedError `E_PORT_TAKEN`, `E_REDIS_START`
 */
export async function startRedis(options: RedisOptions): Promise<RunningRedis> {
  const temporary = options.dataDir === undefined;
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'redis-')));
  await mkdir(dataDir, { recursive: true });
  const container = `embedded-redis-${randomUUID()}`;

  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    const [command, ...args] = commandLine(options, dataDir, port, container);
    let server: LaunchedProcess | undefined;
    try {
      server = await launch({
        name: 'Redis',
        command: command as string,
        args,
        onLine: options.onLog,
        guard: options.guard,
        stage: options.stage,
        readyLine: /Ready to accept connections/,
      });
      await server.ready;
      return running(server, port, options, temporary ? dataDir : undefined, container);
    } catch (cause) {
      await server?.kill9();
      const log = server?.lastLines().join('\n') ?? '';
      if (PORT_LOST.test(log)) {
        if (options.port === undefined && attempt < PORT_ATTEMPTS) continue;
        throw new EmbeddedError('E_PORT_TAKEN', `port ${port} is taken`, 'Choose another port for Redis.', {
          cause,
        });
      }
      const fatal = server
        ?.lastLines()
        .findLast((line) => /(fatal|can't|error|bad file format|no space)/i.test(line));
      throw new EmbeddedError(
        'E_REDIS_START',
        `Redis did not start on ${dataDir}: ${fatal?.replace(/^.*# /, '') ?? (cause as Error).message}`,
        'Read the lines above; if the data is damaged, start with an empty folder.',
        { cause },
      );
    }
  }
}

function running(
  server: LaunchedProcess,
  port: number,
  options: RedisOptions,
  removeAfterwards: string | undefined,
  container: string,
): RunningRedis {
  const clean = async () => {
    if (removeAfterwards) await rm(removeAfterwards, { recursive: true, force: true });
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    pid: server.pid,
    exited: server.exited,
    lastLines: server.lastLines,
    stop: () => server.stop().then(clean),
    kill9: async () => {
      if (options.server.source === 'docker') {
        // Killing the command line alone would leave the container running.
        const kill = await launch({ name: 'docker', command: 'docker', args: ['kill', container] });
        await kill.exited;
      }
      await server.kill9();
      await clean();
    },
  };
}
