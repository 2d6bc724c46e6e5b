import { run, type Program } from './suite/services.js';

/** Starts a service with this environment only; its exit code and what it said. */
async function startAlone(program: Program, environment: Record<string, string>) {
  const process = await run(program, environment);
  const { code } = await process.exited;
  return { code, said: process.lastLines().join('\n') };
}

describe('a service started without its environment', () => {
  it.each<[Program, string[]]>([
    ['bot-gateway', ['BOT_TOKEN', 'REDIS_URL']],
    ['analytics-worker', ['BOT_TOKEN', 'DATABASE_URL', 'REDIS_URL']],
    ['performance-monitor', ['DATABASE_URL', 'REDIS_URL']],
  ])('%s names every missing variable and ends', async (program, missing) => {
    const { code, said } = await startAlone(program, {});
    expect(code).toBe(1);
    for (const variable of missing) expect(said).toContain(`${variable}: is missing`);
  });

  it('never repeats a wrong value', async () => {
    const { code, said } = await startAlone('performance-monitor', {
      DATABASE_URL: 'mysql://root:hunter2@127.0.0.1/db',
      REDIS_URL: 'redis://127.0.0.1:1',
    });
    expect(code).toBe(1);
    expect(said).toContain('DATABASE_URL');
    expect(said).not.toContain('hunter2');
  });
});
