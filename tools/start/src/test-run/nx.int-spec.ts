import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startGuard, type Guard } from '@analyticbot/embedded';

import { Nx } from './nx.js';

/** Stands in for Nx: prints a graph, records a run, and can start a task that never yields. */
const FAKE_NX = `
  const { writeFileSync } = require('node:fs');
  const { spawnSync } = require('node:child_process');
  const nodes = { a: { name: 'a', data: { root: 'libs/a', targets: { test: {} } } }, b: { name: 'b', data: { root: 'libs/b' } } };
  console.error('a warning on the way');
  if (process.argv[2] === 'graph') console.log(JSON.stringify({ graph: { nodes } }, null, 2));
  else if (process.argv.includes('hang')) {
    console.log('task ' + process.pid);
    spawnSync(process.execPath, ['-e', 'console.log("spinning"); for (;;);'], { stdio: 'inherit' });
  } else writeFileSync('.nx/cache/run.json', JSON.stringify(process.argv.slice(2)));
`;

describe('Nx', () => {
  let root: string;
  let guard: Guard;
  let lines: string[];
  let nx: Nx;

  const create = (timeoutMs?: number) =>
    new Nx({ root, environment: process.env, guard, timeoutMs, onLine: (line) => lines.push(line) });

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'nx '));
    for (const folder of ['node_modules/nx/dist/bin', '.nx/cache'])
      await mkdir(join(root, folder), { recursive: true });
    await writeFile(join(root, 'node_modules/nx/dist/bin/nx.js'), FAKE_NX);
    guard = startGuard();
    lines = [];
    nx = create();
  });
  afterEach(async () => {
    await guard.close();
    await rm(root, { recursive: true, force: true });
  });

  it('finds the projects that have a target', async () => {
    expect(await nx.projectsWith('test')).toEqual([{ name: 'a', root: 'libs/a' }]);
    expect(await nx.projectsWith('lint')).toEqual([]);
  });

  it('resolves to the record of this run, not of an earlier one', async () => {
    const record = await nx.runMany(['test'], [{ name: 'a', root: 'libs/a' }]);
    expect(JSON.parse(record ?? '')).toEqual(expect.arrayContaining(['run-many', '-t', 'test', '-p', 'a']));
    await writeFile(join(root, 'node_modules/nx/dist/bin/nx.js'), 'process.exit(1)');
    await expect(nx.runMany(['test'])).resolves.toBeUndefined();
    await expect(readFile(join(root, '.nx/cache/run.json'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('ends tasks that hang, and says so', async () => {
    await expect(create(2_000).runMany(['hang'])).resolves.toBeUndefined();
    expect(lines).toContain('spinning');
    expect(lines.at(-1)).toMatch(/^✖ Nx was not done within .* minutes and is stopped$/);
  });
});
