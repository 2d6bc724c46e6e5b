import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startGuard } from './guard.js';
import { launch } from './launch.js';

const guardScript = join(__dirname, '../../guard-process.mjs');

/** Ends on SIGTERM after it wrote its name, or never when it is stubborn. */
const child = (file: string, name: string, stubborn = false) => `
  process.on('SIGTERM', () => {
    require('fs').appendFileSync(${JSON.stringify(file)}, '${name} ');
    ${stubborn ? '' : 'process.exit(0);'}
  });
  console.log('up');
  setInterval(() => {}, 1000);
`;

/** False for zombies too: in a container nobody may ever collect them. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return !/\) Z /.test(stat);
  } catch (error) {
    // Without /proc (macOS) the signal alone decides.
    return (error as NodeJS.ErrnoException).code === 'ENOENT' && process.platform !== 'linux';
  }
}

async function gone(pids: number[], timeoutMs = 10_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (pids.some(isRunning)) {
    if (Date.now() > deadline) throw new Error(`still running: ${pids.filter(isRunning).join(', ')}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

describe('guard', () => {
  let folder: string;
  let order: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guard-'));
    order = join(folder, 'order');
    appendFileSync(order, '');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('ends what a parent killed by SIGKILL had started, stage by stage, the stubborn by force', async () => {
    // A parent in a process of its own that speaks the guard's protocol, so that it can be killed.
    const script = join(folder, 'parent.cjs');
    const children = [
      { name: 'database', stage: 1, stubborn: false },
      { name: 'service', stage: 0, stubborn: false },
      { name: 'stubborn', stage: 0, stubborn: true },
    ];
    await writeFile(
      script,
      `const { spawn } = require('node:child_process');
       const guard = spawn(process.execPath, [${JSON.stringify(guardScript)}], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
       const pids = [guard.pid];
       const waits = ${JSON.stringify(children.map((entry) => ({ ...entry, code: child(order, entry.name, entry.stubborn) })))}.map(
         (entry) => new Promise((resolve) => {
           const started = spawn(process.execPath, ['-e', entry.code], { detached: true });
           pids.push(started.pid);
           guard.stdin.write(JSON.stringify({ add: { pid: started.pid, signal: 'SIGTERM', graceMs: 300, stage: entry.stage } }) + '\\n');
           started.stdout.once('data', resolve);
         }));
       Promise.all(waits).then(() => console.log(JSON.stringify(pids)));
       setInterval(() => {}, 1000);`,
    );
    const parent: ChildProcess = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pids = await new Promise<number[]>((resolve) =>
      parent.stdout?.once('data', (data: Buffer) => resolve(JSON.parse(data.toString()) as number[])),
    );
    expect(pids.every(isRunning)).toBe(true);

    parent.kill('SIGKILL');
    await gone(pids);
    expect(readFileSync(order, 'utf8').trim().split(' ').at(-1)).toBe('database');
    expect(readFileSync(order, 'utf8').split(' ').filter(Boolean).sort()).toEqual([
      'database',
      'service',
      'stubborn',
    ]);
  });

  it('leaves alone what was released, and ends the rest when it is closed', async () => {
    const guard = startGuard();
    const options = { name: 'child', command: process.execPath, readyLine: /up/ };
    const kept = await launch({ ...options, args: ['-e', child(order, 'kept')] });
    const guarded = await launch({ ...options, args: ['-e', child(order, 'guarded')], guard });
    await Promise.all([kept.ready, guarded.ready]);
    guard.add({ pid: kept.pid, signal: 'SIGTERM', graceMs: 100, stage: 0 }).release();

    await guard.close();
    await guarded.exited;
    expect(isRunning(kept.pid)).toBe(true);
    await kept.stop();
    expect(readFileSync(order, 'utf8')).toBe('guarded kept ');
  });
});

describe('launch', () => {
  const node = (code: string) => ({ name: 'The child', command: process.execPath, args: ['-e', code] });

  it('says that a process ended before it was ready, with its last words', async () => {
    const started = await launch({
      ...node('console.error("no luck"); process.exit(3)'),
      readyLine: /ready/,
    });
    await expect(started.ready).rejects.toMatchObject({
      code: 'E_PROCESS_START',
      message: 'The child ended before it was ready (exit code 3)',
      remedy: 'no luck',
    });
    expect(await started.exited).toEqual({ code: 3, signal: null });
  });

  it('says that a process was not ready in time', async () => {
    const started = await launch({
      ...node('setInterval(() => {}, 1000)'),
      readyLine: /ready/,
      readyTimeoutMs: 50,
    });
    await expect(started.ready).rejects.toThrow('The child was not ready within 0.05 s');
    await started.kill9();
  });

  it('kills what does not stop', async () => {
    const stubborn = 'process.on("SIGTERM", () => {}); console.log("ready"); setInterval(() => {}, 1000)';
    const started = await launch({ ...node(stubborn), readyLine: /ready/, stopGraceMs: 50 });
    await started.ready;
    await started.stop();
    expect(await started.exited).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('says that a command is not there', async () => {
    await expect(launch({ name: 'Ghost', command: '/no/such/program' })).rejects.toMatchObject({
      code: 'E_PROCESS_START',
      message: expect.stringContaining('Ghost cannot be run'),
    });
  });
});
