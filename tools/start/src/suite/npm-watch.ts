import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

import { commandOf } from '@analyticbot/embedded';

const run = promisify(execFile);
const POLL_MS = 1_000;
/** npm, the shell it starts, and us. */
const GENERATIONS = 3;

/** The parent of a process; undefined when there is no such process. */
async function parentOf(pid: number): Promise<number | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined);
  // The program's name stands in parentheses and may hold anything; state and parent follow it.
  const fromProc = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
  if (fromProc !== undefined) return Number(fromProc);
  const { stdout } = await run('ps', ['-o', 'ppid=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout.trim() ? Number(stdout) : undefined;
}

/** The npm among our ancestors, and its child on the way to us. */
async function findNpm(pid: number): Promise<{ child: number; npm: number } | undefined> {
  let child = pid;
  for (let generation = 0; generation < GENERATIONS; generation += 1) {
    const parent = await parentOf(child);
    if (!parent) return undefined;
    if (/(^|[\s/])p?npm(-cli\.js|\s|$)/.test(await commandOf(parent))) return { child, npm: parent };
    child = parent;
  }
  return undefined;
}

/**
 * Calls back once when the npm that started us is gone. Killed by SIGKILL it tells nobody: we would run on, out of the sight of whoever
 * killed it. Without an npm among our ancestors nothing is watched.
 * @returns when the watch has begun, what ends it
 */
export async function watchNpm(onGone: () => void, pid = process.pid): Promise<() => void> {
  const found = await findNpm(pid);
  if (!found) return () => undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const poll = async (): Promise<void> => {
    // Orphans get another parent at once, even where nobody collects the dead.
    if ((await parentOf(found.child)) !== found.npm) return onGone();
    if (!stopped) timer = setTimeout(() => void poll(), POLL_MS).unref();
  };
  void poll();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
