import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { watchNpm } from './npm-watch.js';

/** Starts a script that starts a child and prints that child's pid, as npm starts a shell that starts us. Written bare: console.log colours a number where colours are forced. */
const PARENT = `
  const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  process.stdout.write(String(child.pid));
  setInterval(() => {}, 1000);
`;

describe('watchNpm', () => {
  let folder: string;
  let parent: ChildProcess;
  let child: number;
  const start = async (name: string) => {
    await writeFile(join(folder, name), PARENT);
    parent = spawn(process.execPath, [join(folder, name), 'start'], { stdio: ['ignore', 'pipe', 'inherit'] });
    child = await new Promise<number>((resolve) =>
      parent.stdout?.once('data', (data) => resolve(Number(data))),
    );
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'npm-watch-'));
  });
  afterEach(async () => {
    parent.kill('SIGKILL');
    process.kill(child, 'SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  it('tells when npm was killed', async () => {
    await start('npm-cli.js');
    let tell: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => (tell = resolve));
    const unwatch = await watchNpm(tell, child);
    parent.kill('SIGKILL');
    await gone;
    unwatch();
  });
});
