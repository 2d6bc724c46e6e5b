import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';

import { commandOf } from '@analyticbot/embedded';

const run = promisify(execFile);
const LISTEN = '0A';

async function listeningInodes(port: number): Promise<Set<string>> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readFile(file, 'utf8').catch(() => '')),
  );
  const inodes = new Set<string>();
  for (const line of tables.join('\n').split('\n')) {
    const fields = line.trim().split(/\s+/);
    if (fields[1]?.endsWith(suffix) && fields[3] === LISTEN && fields[9]) inodes.add(fields[9]);
  }
  return inodes;
}

async function holderFromProc(port: number): Promise<string | undefined> {
  const inodes = await listeningInodes(port);
  if (inodes.size === 0) return undefined;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    for (const fd of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      const target = await readlink(`/proc/${pid}/fd/${fd}`).catch(() => '');
      if (!inodes.has(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? '')) continue;
      return describe(pid);
    }
  }
  return undefined;
}

async function holderFromLsof(port: number): Promise<string | undefined> {
  const flags = ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fp'];
  const { stdout } = await run('lsof', flags, { timeout: 5_000 }).catch(() => ({ stdout: '' }));
  const pid = /^p(\d+)$/m.exec(stdout)?.[1];
  return pid === undefined ? undefined : describe(pid);
}

async function describe(pid: string): Promise<string> {
  const command = await commandOf(Number(pid));
  return `process ${pid}${command ? ` (${command.length > 80 ? `${command.slice(0, 79)}…` : command})` : ''}`;
}

/** Words for the process that listens on a port, such as `process 4711 (node server.js)`; undefined when it can't be known. */
export async function portHolder(port: number): Promise<string | undefined> {
  return (await holderFromProc(port).catch(() => undefined)) ?? (await holderFromLsof(port));
}
