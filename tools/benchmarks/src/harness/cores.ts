import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Runs the work with this process on one core and the processes `others` on a second one, and lets all run everywhere afterwards. A server and its only
 * caller that happen to share a core answer each other in half the time, and change over several times a minute; where the server is a machine of
 * its own they never do. Gives also whether they were kept apart: that takes Linux, `taskset`, and two cores.
 */
export async function keptApart<T>(
  others: readonly number[],
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly isApart: boolean }> {
  const cores = await allowedCores();
  const [own, second] = cores;
  const isApart =
    own !== undefined &&
    second !== undefined &&
    (await moveTo([own], [process.pid])) &&
    (await moveTo([second], others));
  try {
    return { result: await work(), isApart };
  } finally {
    if (second !== undefined) await moveTo(cores, [process.pid, ...others]);
  }
}

/** The numbers in a list as the kernel writes it: `0-2,5`. */
export function coresIn(list: string): number[] {
  return list
    .trim()
    .split(',')
    .filter((part) => part !== '')
    .flatMap((part) => {
      const [first = 0, last = first] = part.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    });
}

async function allowedCores(): Promise<number[]> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  return coresIn(/^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? '');
}

/** With all their threads. Gives whether it could. */
async function moveTo(cores: readonly number[], pids: readonly number[]): Promise<boolean> {
  try {
    for (const pid of pids) await run('taskset', ['-a', '-c', '-p', cores.join(','), String(pid)]);
    return true;
  } catch {
    return false;
  }
}
