import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { freePort } from '@analyticbot/embedded';
import { startTestRedis, type TestRedis } from '@analyticbot/testing';

import { main } from './main.js';
import { type SuitePorts } from './settings/programs.js';

/** Stands in for every service: answers on its port and journals what it was given. */
const FAKE_SERVICE = `
  import { appendFileSync } from 'node:fs';
  import { createServer } from 'node:http';
  const at = process.argv.indexOf('--port');
  const { DATABASE_URL, REDIS_URL, REDIS_CACHE_URL, BOT_TOKEN, TELEGRAM_API_ROOT, PREVIEW_ENABLED } = process.env;
  const line = { program: process.argv[1], arguments: process.argv.slice(2), DATABASE_URL, REDIS_URL, REDIS_CACHE_URL, BOT_TOKEN, TELEGRAM_API_ROOT, PREVIEW_ENABLED };
  appendFileSync(process.env.JOURNAL, JSON.stringify(line) + '\\n');
  createServer((request, response) => response.end('ok')).listen(at > 0 ? process.argv[at + 1] : process.env.PORT, '127.0.0.1');
  process.on('SIGTERM', () => process.exit(0));
`;
const FAKE_MIGRATION = `
  if (!process.env.DATABASE_URL) process.exit(2);
  console.error(process.env.BROKEN_MIGRATION ?? 'The schema is up to date.');
  process.exit(process.env.BROKEN_MIGRATION ? 1 : 0);
`;

// Each test makes clusters; a busy machine takes its time.
jest.setTimeout(120_000);

describe('npm start', () => {
  let root: string;
  let redis: TestRedis;
  let ports: SuitePorts;
  let printed: string[];
  let environment: NodeJS.ProcessEnv;

  const step = async <T>(label: string, work: (tell: (detail: string) => void) => Promise<T>) => {
    const result = await work(() => undefined);
    printed.push(`✔ ${label}`);
    return result;
  };

  beforeAll(async () => {
    redis = await startTestRedis();
  });
  afterAll(() => redis.stop());

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'a workspace '));
    const scripts = ['bot-gateway', 'analytics-worker', 'performance-monitor'].map(
      (name) => `apps/${name}/dist/main.js`,
    );
    for (const path of [...scripts, 'tools/telegram-sandbox/dist/main.js']) await put(path, FAKE_SERVICE);
    await put('libs/storage/dist/cli/migrate.js', FAKE_MIGRATION);
    await put('package.json', '{"type": "module"}');
    const [gateway, monitor, worker, sandbox] = await Promise.all([
      freePort(),
      freePort(),
      freePort(),
      freePort(),
    ]);
    ports = { gateway, monitor, worker, sandbox };
    printed = [];
    jest.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line));
    environment = { PATH: process.env['PATH'], REDIS_URL: redis.url, JOURNAL: join(root, 'journal') };
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await rm(root, { recursive: true, force: true });
  });

  const put = async (path: string, text: string) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  };
  const journal = async () =>
    (await readFile(join(root, 'journal'), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, string>);
  /** Runs until it says that it is ready, then presses Ctrl-C. */
  const runUntilReady = async (options: { fresh?: boolean; environment?: NodeJS.ProcessEnv } = {}) => {
    const exit = main({ root, fresh: false, step, environment, ports, ...options });
    const ready = new Promise<void>((resolve) => {
      jest.mocked(console.log).mockImplementation((line: string) => {
        printed.push(line);
        if (line.startsWith('ready')) resolve();
      });
    });
    await Promise.race([ready, exit]);
    process.emit('SIGINT');
    return exit;
  };

  it('starts servers, migrations, the local Telegram and the services in order, and stops on Ctrl-C', async () => {
    await expect(runUntilReady()).resolves.toBe(0);
    const done = printed.filter((line) => line.startsWith('✔'));
    expect(done.slice(0, 6)).toEqual([
      '✔ ports',
      '✔ data folder',
      '✔ PostgreSQL',
      '✔ migrations',
      '✔ Redis of REDIS_URL',
      '✔ telegram-sandbox',
    ]);
    // The services start together: whichever is ready first.
    expect(done.slice(6).sort()).toEqual(['✔ analytics-worker', '✔ bot-gateway', '✔ performance-monitor']);
    expect(printed.at(-1)).toBe('stopped');
    const [sandbox, worker] = await journal();
    const token = sandbox?.['arguments']?.at(-1);
    expect(token).toMatch(/^\d+:/);
    expect(worker).toMatchObject({
      BOT_TOKEN: token,
      TELEGRAM_API_ROOT: `http://127.0.0.1:${ports.sandbox}`,
      PREVIEW_ENABLED: 'true',
      REDIS_URL: redis.url,
      REDIS_CACHE_URL: redis.url,
      DATABASE_URL: expect.stringMatching(/^postgres:\/\/postgres:\w+@127\.0\.0\.1:\d+\/analyticbot$/),
    });
  });

  it('continues with its data, and begins anew when told to', async () => {
    await runUntilReady();
    const tokens = async () => (await journal()).map((line) => line['BOT_TOKEN']).filter(Boolean);
    await writeFile(join(root, '.data', 'kept'), '');
    await runUntilReady();
    expect(new Set(await tokens()).size).toBe(1);
    expect(await readdir(join(root, '.data'))).toContain('kept');
    await runUntilReady({ fresh: true });
    expect(new Set(await tokens()).size).toBe(2);
    expect(await readdir(join(root, '.data'))).not.toContain('kept');
  });

  it('uses a real bot without the local Telegram', async () => {
    await runUntilReady({ environment: { ...environment, BOT_TOKEN: '1234567:real' } });
    expect(printed).not.toContain('✔ telegram-sandbox');
    const [worker] = await journal();
    expect(worker).toMatchObject({ BOT_TOKEN: '1234567:real' });
    expect(worker).not.toHaveProperty('TELEGRAM_API_ROOT');
  });

  it('stops all and says why when the migrations fail', async () => {
    const broken = { ...environment, BROKEN_MIGRATION: 'column "x" does not exist' };
    await expect(runUntilReady({ environment: broken })).rejects.toMatchObject({
      code: 'E_MIGRATIONS',
      output: expect.stringContaining('column "x" does not exist'),
    });
    expect(printed.at(-1)).toBe('stopped');
  });

  it('suggests a fresh start when the data is damaged', async () => {
    await runUntilReady();
    await rm(join(root, '.data/postgres/global'), { recursive: true });
    await expect(runUntilReady()).rejects.toMatchObject({
      code: 'E_DATA_FOLDER',
      message: expect.stringContaining('is damaged'),
      remedy: expect.stringContaining('npm start -- --fresh'),
    });
  });
});
