// Outlives its parent by a moment: ends the processes its parent started when the parent is gone, however it went.
// Protocol, one JSON value a line on stdin: {"add": {pid, signal, graceMs, stage}} and {"release": pid}. The end of stdin means the
// parent died (or let us go with nothing left to guard).
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 50;
const guarded = new Map();

/** False for a zombie too: it has ended, and who should collect it may never do so in a container without an init. */
const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.charAt(stat.lastIndexOf(')') + 2) !== 'Z';
  } catch {
    // No /proc on this system, or the process went in between, which the next look will tell.
    return true;
  }
};

const send = (pid, signal) => {
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone already, which is all we want.
  }
};

async function end({ pid, signal, graceMs }) {
  const deadline = Date.now() + graceMs;
  // A stopped process handles no signal but SIGKILL until it continues.
  send(pid, 'SIGCONT');
  send(pid, signal);
  while (isAlive(pid) && Date.now() < deadline) await delay(POLL_MS);
  if (isAlive(pid)) send(pid, 'SIGKILL');
}

async function endAll() {
  const stages = [...new Set([...guarded.values()].map((entry) => entry.stage))].sort((a, b) => a - b);
  for (const stage of stages) {
    await Promise.all([...guarded.values()].filter((entry) => entry.stage === stage).map(end));
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const message = JSON.parse(line);
  if (message.add) guarded.set(message.add.pid, message.add);
  else guarded.delete(message.release);
});
lines.on('close', () => void endAll().then(() => process.exit(0)));
