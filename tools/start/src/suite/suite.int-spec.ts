import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort, startGuard, type Guard } from '@analyticbot/embedded';

import { Suite, type Program } from './suite.js';

/** A service in a few lines: answers 200 on its port, writes its name when it is stopped, ends when it is asked to. */
const service = (journal: string) => `
  import { appendFileSync } from 'node:fs';
  import { createServer } from 'node:http';
  const { NAME, PORT, ANSWER } = process.env;
  console.log('I am ' + NAME);
  if (ANSWER === 'crash') { console.error('cannot go on'); process.exit(3); }
  createServer((request, response) => {
    if (request.url === '/die') process.exit(7);
    response.writeHead(Number(ANSWER)).end();
  }).listen(PORT, '127.0.0.1');
  process.on('SIGTERM', () => { appendFileSync(${JSON.stringify(journal)}, NAME + ' '); process.exit(0); });
`;

describe('Suite', () => {
  let folder: string;
  let guard: Guard;
  let suite: Suite;
  let lines: string[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'suite '));
    await writeFile(join(folder, 'service.mjs'), service(join(folder, 'journal')));
    lines = [];
    guard = startGuard();
    suite = new Suite({
      guard,
      environment: process.env,
      log: (name) => (line) => lines.push(`${name}: ${line}`),
      readyTimeoutMs: 1_500,
    });
  });
  afterEach(async () => {
    await suite.stop();
    await guard.close();
    await rm(folder, { recursive: true, force: true });
  });

  const program = async (name: string, stage: number, answer = '200'): Promise<Program> => {
    const port = await freePort();
    return {
      name,
      stage,
      script: join(folder, 'service.mjs'),
      environment: { NAME: name, PORT: String(port), ANSWER: answer },
      readyUrl: `http://127.0.0.1:${port}/health/ready`,
    };
  };

  it('starts programs, passes their lines on, and stops them stage by stage', async () => {
    await suite.start(await program('worker', 1));
    await suite.start(await program('gateway', 0));
    await suite.stop();
    expect(lines).toEqual(expect.arrayContaining(['worker: I am worker', 'gateway: I am gateway']));
    expect(await readFile(join(folder, 'journal'), 'utf8')).toBe('gateway worker ');
  });

  it('says that a program ended before it was ready, and its last lines', async () => {
    await expect(suite.start(await program('gateway', 0, 'crash'))).rejects.toMatchObject({
      code: 'E_CHILD_ENDED',
      message: 'gateway ended before it was ready (exit code 3)',
      output: expect.stringContaining('cannot go on'),
    });
  });

  it('says what a program answered instead of being ready', async () => {
    await expect(suite.start(await program('gateway', 0, '503'))).rejects.toMatchObject({
      code: 'E_NOT_READY',
      message: expect.stringMatching(/^gateway was not ready within 1\.5 s: .* answered 503$/),
    });
  });

  it('breaks when a program ends later, with its exit code and last lines', async () => {
    const gateway = await program('gateway', 0);
    await suite.start(gateway);
    get(new URL('/die', gateway.readyUrl), { agent: false }).on('error', () => undefined);
    await expect(suite.broken).rejects.toMatchObject({
      code: 'E_CHILD_ENDED',
      message: 'gateway ended with exit code 7, so everything is stopped',
      output: expect.stringContaining('I am gateway'),
    });
  });

  it('starts nothing once it is being stopped', async () => {
    await suite.stop();
    await expect(suite.start(await program('late', 0))).rejects.toMatchObject({ code: 'E_STOPPED' });
  });
});
