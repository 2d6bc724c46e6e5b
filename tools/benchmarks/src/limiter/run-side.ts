import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { launch, type Guard } from '@analyticbot/embedded';
import type { CallerName } from './callers.js';
import type { ReplicaReport, ReplicaTask } from './replica.js';
import type { Scenario } from './scenarios.js';

const sandboxProgram = fileURLToPath(new URL('../../../telegram-sandbox/dist/main.js', import.meta.url));
const replicaProgram = fileURLToPath(new URL('./replica.js', import.meta.url));
const token = '7000000001:AAsandbox-token-for-local-use-only-000';
const replicas = 2;

/** How a side did in one scenario. Milliseconds. */
export interface SideRun {
  readonly side: CallerName;
  readonly tookMs: number;
  readonly latencies: readonly number[];
  readonly refusals: number;
}

/** Runs one side: two replica processes at once against a sandbox of their own with strict limits. */
export async function runSide(
  side: CallerName,
  scenario: Scenario,
  { redisUrl, guard }: { readonly redisUrl: string; readonly guard: Guard },
): Promise<SideRun> {
  const sandbox = await startSandbox(guard);
  try {
    const shares = Array.from({ length: replicas }, (_, replica) =>
      scenario.calls.filter((_call, index) => index % replicas === replica),
    );
    const ready = await Promise.all(shares.map(() => startReplica()));
    const reports = await Promise.all(
      ready.map((replica, index) =>
        replica.run({ side, calls: shares[index] ?? [], apiRoot: sandbox.url, token, redisUrl }),
      ),
    );
    return {
      side,
      tookMs: Math.max(...reports.map(({ tookMs }) => tookMs)),
      latencies: reports.flatMap(({ latencies }) => latencies),
      refusals: reports.reduce((sum, { refusals }) => sum + refusals, 0),
    };
  } finally {
    await sandbox.stop();
  }
}

async function startSandbox(guard: Guard): Promise<{ url: string; stop: () => Promise<void> }> {
  let announce: (url: string) => void = () => undefined;
  const announced = new Promise<string>((resolve) => (announce = resolve));
  const program = await launch({
    name: 'telegram-sandbox',
    command: process.execPath,
    args: [sandboxProgram, '--port', '0', '--limits', 'strict', '--crowd', '100', '--history', '1'],
    env: { PATH: process.env['PATH'] },
    guard,
    onLine: (line) => {
      const url = /sandbox ready on (\S+)/.exec(line)?.[1];
      if (url !== undefined) announce(url);
    },
  });
  const ended = program.exited.then(() => {
    throw new Error(`The sandbox ended:\n${program.lastLines().join('\n')}`);
  });
  ended.catch(() => undefined);
  return { url: await Promise.race([announced, ended]), stop: async () => void (await program.stop()) };
}

async function startReplica(): Promise<{ run: (task: ReplicaTask) => Promise<ReplicaReport> }> {
  const child = fork(replicaProgram, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const next = <T>() =>
    new Promise<T>((resolve, reject) => {
      child.once('message', (message) => resolve(message as T));
      child.once('exit', (code) => reject(new Error(`A replica ended with ${code}.`)));
    });
  await next<'ready'>();
  return {
    run: (task) => {
      const report = next<ReplicaReport>();
      child.send(task);
      return report;
    },
  };
}
