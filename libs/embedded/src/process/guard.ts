import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A process the guard has to end, and how. */
export interface GuardedProcess {
  readonly pid: number;
  readonly signal: NodeJS.Signals;
  /** Milliseconds between `signal` and SIGKILL. */
  readonly graceMs: number;
  /** Lower stages are ended first; processes of one stage together. */
  readonly stage: number;
}

/** A small process beside ours that ends what we started when we die, even by SIGKILL. */
export interface Guard {
  readonly pid: number;
  /** Guards a process until it is released; release it as soon as it has ended, since the system gives pids away again. */
  add(entry: GuardedProcess): { release(): void };
  /** Lets the guard go. It first ends whatever was not released; what is added later is ended at once. */
  close(): Promise<void>;
}

const script = fileURLToPath(new URL('../../guard-process.mjs', import.meta.url));

/**
 * Starts a guard. It holds one end of a pipe: the kernel closes ours when this process ends in whatever way, and the
 * guard then ends what is left, stage by stage.
 */
export function startGuard(): Guard {
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  const stdin = child.stdin;
  const closed = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  // A guard that died cannot guard any more, but is no reason for its parent to fail.
  stdin.on('error', () => undefined);
  const tell = (message: object) => {
    if (stdin.writable) stdin.write(`${JSON.stringify(message)}\n`);
  };
  let closing = false;
  // Neither the guard nor its pipe keeps this process alive.
  child.unref();
  (stdin as unknown as { unref?: () => void }).unref?.();

  return {
    pid: child.pid ?? 0,
    add: (entry) => {
      if (closing) process.kill(entry.pid, 'SIGKILL');
      tell({ add: entry });
      return { release: () => tell({ release: entry.pid }) };
    },
    close: async () => {
      closing = true;
      stdin.end();
      child.ref();
      await closed;
    },
  };
}
