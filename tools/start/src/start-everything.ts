import { join } from 'node:path';

import { type Guard } from '@analyticbot/embedded';

import { checkPorts } from './preflight/ports.js';
import { embeddedPostgres, embeddedRedis, type RedisRole } from './servers/embedded-servers.js';
import { migrate } from './servers/migrations.js';
import { checkPostgres, checkRedis } from './servers/outside-servers.js';
import {
  sandboxProgram,
  servicePrograms,
  type ProgramSettings,
  type SuitePorts,
} from './settings/programs.js';
import { type Secrets } from './settings/secrets.js';
import { type Program, type Suite } from './suite/suite.js';

/** Runs one step and shows one line of progress for it. */
export type Step = <T>(label: string, work: (tell: (detail: string) => void) => Promise<T>) => Promise<T>;

/** What starting everything needs. */
export interface StartContext {
  readonly root: string;
  readonly data: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly ports: SuitePorts;
  readonly suite: Suite;
  readonly guard: Guard;
  readonly secrets: Secrets;
  readonly step: Step;
}

/**
 * Makes sure that the ports the suite needs are free.
 * @throws StartError `E_PORT_TAKEN`
 */
export function checkSuitePorts(withSandbox: boolean, ports: SuitePorts): Promise<void> {
  return checkPorts([
    { port: ports.gateway, name: 'bot-gateway' },
    { port: ports.monitor, name: 'performance-monitor' },
    { port: ports.worker, name: 'analytics-worker' },
    ...(withSandbox ? [{ port: ports.sandbox, name: 'telegram-sandbox' }] : []),
  ]);
}

async function database({ root, step, secrets, environment, ...context }: StartContext): Promise<string> {
  const given = environment['DATABASE_URL'];
  const url = given
    ? await step('PostgreSQL of DATABASE_URL', () => checkPostgres(given).then(() => given))
    : await step('PostgreSQL', (tell) => embeddedPostgres({ ...context, tell }, secrets.POSTGRES_PASSWORD));
  const script = join(root, 'libs/storage/dist/cli/migrate.js');
  await step('migrations', () => migrate(script, url, context.guard, environment));
  return url;
}

/** A Redis of the user's for work plays the cache too, unless another one is named for that. */
async function redis({
  root,
  step,
  environment,
  ...context
}: StartContext): Promise<{ work: string; cache: string }> {
  const work = environment['REDIS_URL'];
  const cache = environment['REDIS_CACHE_URL'] || work;
  if (work) await step('Redis of REDIS_URL', () => checkRedis('REDIS_URL', work));
  if (cache && cache !== work)
    await step('Redis of REDIS_CACHE_URL', () => checkRedis('REDIS_CACHE_URL', cache));
  const missing: RedisRole[] = [...(work ? [] : ['work' as const]), ...(cache ? [] : ['cache' as const])];
  const cacheDir = join(root, 'node_modules/.cache/embedded');
  const urls =
    missing.length === 0
      ? []
      : await step('Redis', (tell) => embeddedRedis({ ...context, tell }, cacheDir, missing));
  const started = Object.fromEntries(missing.map((role, index) => [role, urls[index]]));
  return { work: (work || started['work']) as string, cache: (cache || started['cache']) as string };
}

/**
 * Starts the servers, then the sandbox, then the services together.
 * @throws StartError or EmbeddedError of the step that failed; what runs by then belongs to the suite
 */
export async function startEverything(context: StartContext): Promise<void> {
  const { suite, step, environment } = context;
  const databaseUrl = await database(context);
  const { work, cache } = await redis(context);
  const settings: ProgramSettings = { ...context, databaseUrl, redisUrl: work, redisCacheUrl: cache };
  const sandbox = environment['BOT_TOKEN'] ? [] : [sandboxProgram(settings)];
  const start = (program: Program) =>
    step(program.name, (tell) =>
      suite.start(program).then(() => tell(`at ${new URL(program.readyUrl).origin}`)),
    );
  for (const program of sandbox) await start(program);
  // They need each other only at work, not to start.
  await Promise.all(servicePrograms(settings).map(start));
}
