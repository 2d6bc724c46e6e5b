import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startGuard, type LaunchedProcess } from '@analyticbot/embedded';
import { startTestPostgres, startTestRedis, type TestPostgres, type TestRedis } from '@analyticbot/testing';
import { throughPgBouncer } from './pgbouncer.js';
import { redisUsers } from './redis-users.js';
import { SandboxClient } from './sandbox-client.js';
import { answering, run } from './services.js';

/** A service of the suite. */
export type ServiceName = 'bot-gateway' | 'analytics-worker' | 'performance-monitor';

/** A token of the sandbox's own; no real bot has it. */
export const testToken = '424242:test-token-for-the-local-sandbox-only';
/** What the local Telegram sends along with each update. */
export const webhookSecret = 'a-secret-only-the-sandbox-was-told';

/** How a suite differs from the usual one. */
export interface SuiteOptions {
  /** Have updates posted to the gateway instead of fetched by it. @default false */
  readonly webhook?: boolean;
  /** More environment for all services. */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Give the cache a Redis of its own, and let each service log in to both as the user that `infrastructure/redis` makes for
   * it. @default false: one Redis for everything, and everything allowed
   */
  readonly leastRights?: boolean;
}

/** The three services as processes of their own, over a sandbox and servers of their own, all on free ports. */
export interface Suite {
  readonly sandbox: SandboxClient;
  readonly postgres: TestPostgres;
  readonly redis: TestRedis;
  /** The cache's own, with `leastRights`. */
  readonly cacheRedis: TestRedis | undefined;
  /** Address of each service, without a slash at the end. */
  readonly urls: Readonly<Record<ServiceName, string>>;
  /** The lines a service has logged so far. */
  logs(service: ServiceName): readonly string[];
  kill9(service: ServiceName): Promise<void>;
  /** Starts a service that was killed and resolves when it is ready. */
  restart(service: ServiceName): Promise<void>;
  stop(): Promise<void>;
}

const names: readonly ServiceName[] = ['analytics-worker', 'bot-gateway', 'performance-monitor'];

/** Starts everything and resolves when every service is ready: some six seconds. */
export async function startSuite(options: SuiteOptions = {}): Promise<Suite> {
  const guard = startGuard();
  const users = options.leastRights ? await redisUsers() : undefined;
  const [postgres, redis, cacheRedis] = await Promise.all([
    startTestPostgres(),
    startTestRedis({ persistent: true, args: users?.work.args ?? [] }),
    users ? startTestRedis({ args: users.cache.args }) : undefined,
  ]);
  const data = await mkdtemp(join(tmpdir(), 'e2e-sandbox-'));
  const migration = await run('migrate', { DATABASE_URL: postgres.url }, { guard });
  const { code } = await migration.exited;
  if (code !== 0) throw new Error(`the migration failed:\n${migration.lastLines().join('\n')}`);

  const proxy = await throughPgBouncer(postgres.url);

  const sandboxPort = await freePort();
  const sandboxUrl = `http://127.0.0.1:${sandboxPort}`;
  const sandboxArgs = ['--port', String(sandboxPort), '--data', data, '--token', testToken];
  const sandboxProcess = await run('telegram-sandbox', {}, { args: sandboxArgs, guard });
  await answering(`${sandboxUrl}/health`, sandboxProcess);

  const ports = Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await freePort()] as const)),
  ) as Record<ServiceName, number>;
  const url = (name: ServiceName) => `http://127.0.0.1:${ports[name]}`;
  const environment = {
    BOT_TOKEN: testToken,
    TELEGRAM_API_ROOT: sandboxUrl,
    PREVIEW_ENABLED: 'true',
    PREVIEW_ROOT: sandboxUrl,
    DATABASE_URL: postgres.url,
    ...proxy?.environment,
    DB_POOL_MIN: '2',
    DB_POOL_MAX: '10',
    REDIS_URL: redis.url,
    WEBHOOK_SECRET: webhookSecret,
    ...(options.webhook ? { WEBHOOK_URL: `${url('bot-gateway')}/telegram/webhook` } : {}),
    ...options.environment,
  };

  const logs: Record<ServiceName, string[]> = {
    'analytics-worker': [],
    'bot-gateway': [],
    'performance-monitor': [],
  };
  const processes = new Map<ServiceName, LaunchedProcess>();
  const start = async (name: ServiceName): Promise<void> => {
    const launched = await run(
      name,
      {
        ...environment,
        PORT: String(ports[name]),
        ...(users ? { REDIS_URL: users.work.login(redis.url, name) } : {}),
        ...(users && cacheRedis ? { REDIS_CACHE_URL: users.cache.login(cacheRedis.url, name) } : {}),
      },
      { guard, onLine: (line) => logs[name].push(line) },
    );
    processes.set(name, launched);
    await answering(`${url(name)}/health/ready`, launched);
  };
  const stop = async (): Promise<void> => {
    await Promise.all([...processes.values()].map((process) => process.stop()));
    await sandboxProcess.stop();
    await proxy?.stop();
    await Promise.all([redis.stop(), cacheRedis?.stop(), postgres.stop(), users?.remove()]);
    await rm(data, { recursive: true, force: true });
  };
  await Promise.all(names.map(start)).catch(async (error: unknown) => {
    // Nobody gets a suite to stop: what runs of it would outlive the tests.
    await stop();
    throw error;
  });

  return {
    sandbox: new SandboxClient(sandboxUrl),
    postgres,
    redis,
    cacheRedis,
    urls: {
      'analytics-worker': url('analytics-worker'),
      'bot-gateway': url('bot-gateway'),
      'performance-monitor': url('performance-monitor'),
    },
    logs: (service) => logs[service],
    kill9: async (service) => processes.get(service)?.kill9(),
    restart: start,
    stop,
  };
}
