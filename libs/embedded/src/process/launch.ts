import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

import { EmbeddedError } from '../embedded.errors.js';
import { type Guard } from './guard.js';

/** How a process ended: an exit code, or the signal that ended it. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What to run and how to end it. */
export interface LaunchOptions {
  /** Words for error messages, such as `PostgreSQL`. */
  readonly name: string;
  readonly command: string;
  readonly args?: readonly string[];
  readonly cwd?: string;
  /** The whole environment of the process. @default the environment of this process */
  readonly env?: NodeJS.ProcessEnv;
  /** User and group to run as (only root may ask for it). */
  readonly uid?: number;
  readonly gid?: number;
  /** Called with each line of stdout and stderr, without its line end. */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
  /** Resolves `ready` at the first line that matches. Without it the process is ready as soon as it runs. */
  readonly readyLine?: RegExp;
  /** Milliseconds `ready` may take. @default 30000 */
  readonly readyTimeoutMs?: number;
  /** The polite signal. @default 'SIGTERM' */
  readonly stopSignal?: NodeJS.Signals;
  /** Milliseconds between the polite signal and SIGKILL. @default 10000 */
  readonly stopGraceMs?: number;
  /** Ends the process should this one die. */
  readonly guard?: Guard;
  /** The guard ends lower stages first. @default 0 */
  readonly stage?: number;
}

/** A running child process. */
export interface LaunchedProcess {
  readonly pid: number;
  /** Settles when the process is ready; rejects with `E_PROCESS_START` when it ended or stayed silent too long. */
  readonly ready: Promise<void>;
  /** Resolves when the process has ended and all its output was read; never rejects. */
  readonly exited: Promise<ProcessExit>;
  /** The last lines it wrote, oldest first, at most 40. */
  lastLines(): readonly string[];
  /** Sends the polite signal, SIGKILL after the grace period, and resolves when the process has ended. */
  stop(): Promise<void>;
  /** Sends SIGKILL and resolves when the process has ended. */
  kill9(): Promise<void>;
}

const KEPT_LINES = 40;

/** Runs `promise` against a deadline; `onTimeout` makes the error. */
async function before<T>(promise: Promise<T>, timeoutMs: number, onTimeout: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(onTimeout()), timeoutMs);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Starts a child process in a process group of its own, so that Ctrl-C in a terminal reaches only its parent, which
 * then stops its children in order.
 * @throws EmbeddedError `E_PROCESS_START` when the command cannot be run at all.
 */
export async function launch(options: LaunchOptions): Promise<LaunchedProcess> {
  const { name, stopSignal = 'SIGTERM', stopGraceMs = 10_000, readyTimeoutMs = 30_000 } = options;
  const { cwd, env, uid, gid } = options;
  const child = spawn(options.command, options.args ?? [], {
    cwd,
    env,
    uid,
    gid,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) =>
      reject(
        new EmbeddedError(
          'E_PROCESS_START',
          `${name} cannot be run: ${cause.message}`,
          `Check ${options.command}.`,
          {
            cause,
          },
        ),
      ),
    );
  });
  const pid = child.pid as number;
  const lines: string[] = [];
  let ended = false;

  const guarded = options.guard?.add({
    pid,
    signal: stopSignal,
    graceMs: stopGraceMs,
    stage: options.stage ?? 0,
  });
  const exited = new Promise<ProcessExit>((resolve) => {
    child.once('exit', () => guarded?.release());
    child.once('close', (code, signal) => {
      ended = true;
      resolve({ code, signal });
    });
  });

  const sawReadyLine = new Promise<void>((resolve) => {
    if (!options.readyLine) resolve();
    for (const stream of ['stdout', 'stderr'] as const) {
      const input = child[stream];
      if (!input) continue;
      createInterface({ input, crlfDelay: Infinity }).on('line', (line) => {
        lines.push(line);
        if (lines.length > KEPT_LINES) lines.shift();
        if (options.readyLine?.test(line)) resolve();
        options.onLine?.(line, stream);
      });
    }
  });

  const notReady = (what: string) =>
    new EmbeddedError(
      'E_PROCESS_START',
      `${name} ${what}`,
      lines.slice(-5).join('\n') || 'It printed nothing.',
    );
  const ready = before(
    Promise.race([
      sawReadyLine,
      exited.then(({ code, signal }) => {
        throw notReady(`ended before it was ready (${signal ?? `exit code ${code}`})`);
      }),
    ]),
    readyTimeoutMs,
    () => notReady(`was not ready within ${readyTimeoutMs / 1000} s`),
  );
  ready.catch(() => undefined);

  const kill9 = async () => {
    if (!ended) child.kill('SIGKILL');
    await exited;
  };
  const stop = async () => {
    if (ended) return;
    child.kill(stopSignal);
    await before(exited, stopGraceMs, () => new Error('grace period over')).catch(kill9);
  };
  return { pid, ready, exited, lastLines: () => [...lines], stop, kill9 };
}
