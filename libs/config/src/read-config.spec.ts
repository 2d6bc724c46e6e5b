import { ConfigError } from './config.errors.js';
import { readConfig } from './read-config.js';
import { gatewayConfig, monitorConfig, workerConfig } from './services.js';

const token = '123456:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

function problemsOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'none';
}

describe('readConfig', () => {
  it('gives defaults for what is not set', () => {
    const config = readConfig(workerConfig, {
      BOT_TOKEN: token,
      DATABASE_URL: 'postgres://u:p@localhost:1234/db',
      REDIS_URL: 'redis://localhost:1',
    });
    expect(config).toMatchObject({
      PORT: 8002,
      LISTEN_ADDRESS: '0.0.0.0',
      DB_POOL_MIN: 10,
      DB_POOL_MAX: 50,
      PREVIEW_ENABLED: false,
      PREVIEW_ROOT: 'https://t.me',
      REDIS_CACHE_URL: 'redis://localhost:1',
      LOG_LEVEL: 'info',
    });
  });

  it('takes an address to listen on, and no name', () => {
    const monitor = { DATABASE_URL: 'postgres://u:p@h:1/d', REDIS_URL: 'redis://h:1' };
    for (const address of ['127.0.0.1', '::1']) {
      expect(readConfig(monitorConfig, { ...monitor, LISTEN_ADDRESS: address })).toMatchObject({
        LISTEN_ADDRESS: address,
      });
    }
    expect(problemsOf(() => readConfig(monitorConfig, { ...monitor, LISTEN_ADDRESS: 'my-host' }))).toContain(
      'LISTEN_ADDRESS: expected an IP address',
    );
  });

  it('takes the two halves of the MTProto access together only', () => {
    const worker = { BOT_TOKEN: token, DATABASE_URL: 'postgres://u:p@h:1/d', REDIS_URL: 'redis://h:1' };
    const hash = '0123456789abcdef0123456789abcdef';
    expect(
      readConfig(workerConfig, { ...worker, TELEGRAM_API_ID: '12', TELEGRAM_API_HASH: hash }),
    ).toMatchObject({
      TELEGRAM_API_ID: 12,
      TELEGRAM_API_HASH: hash,
    });
    expect(problemsOf(() => readConfig(workerConfig, { ...worker, TELEGRAM_API_ID: '12' }))).toContain(
      'TELEGRAM_API_HASH: is missing: needed',
    );
    const wrong = problemsOf(() => readConfig(workerConfig, { ...worker, TELEGRAM_API_HASH: 'my-secret' }));
    expect(wrong).toContain('TELEGRAM_API_HASH: expected the api_hash');
    expect(wrong).not.toContain('my-secret');
  });

  it('names every missing variable at once', () => {
    const message = problemsOf(() => readConfig(workerConfig, {}));
    expect(message).toContain('BOT_TOKEN: is missing');
    expect(message).toContain('DATABASE_URL: is missing: expected postgres://');
    expect(message).toContain('REDIS_URL: is missing');
  });

  it('never repeats a wrong value', () => {
    const message = problemsOf(() =>
      readConfig(monitorConfig, {
        DATABASE_URL: 'mysql://root:hunter2@db',
        REDIS_URL: 'redis://localhost:1',
      }),
    );
    expect(message).toContain('DATABASE_URL: expected postgres://');
    expect(message).not.toContain('hunter2');
  });

  it('treats an empty text as not set', () => {
    const config = readConfig(monitorConfig, {
      DATABASE_URL: 'postgres://u:p@localhost/db',
      REDIS_URL: 'redis://localhost:1',
      MONITOR_TOKEN: '',
    });
    expect(config.MONITOR_TOKEN).toBeUndefined();
  });

  it.each([
    [
      'DB_POOL_MIN above DB_POOL_MAX',
      { DB_POOL_MIN: '20', DB_POOL_MAX: '10' },
      'DB_POOL_MIN: must not be above DB_POOL_MAX',
    ],
    ['a pool that is no number', { DB_POOL_MAX: 'many' }, 'DB_POOL_MAX: expected a whole number'],
    ['an unknown log level', { LOG_LEVEL: 'loud' }, 'LOG_LEVEL: expected one of'],
    ['a flag that is neither', { PREVIEW_ENABLED: 'yes' }, 'PREVIEW_ENABLED: expected true or false'],
  ])('refuses %s', (_name, wrong, expected) => {
    const message = problemsOf(() =>
      readConfig(workerConfig, {
        BOT_TOKEN: token,
        DATABASE_URL: 'postgres://u:p@localhost/db',
        REDIS_URL: 'redis://localhost:1',
        ...wrong,
      }),
    );
    expect(message).toContain(expected);
  });

  it('wants a secret wherever Telegram posts to us', () => {
    const message = problemsOf(() =>
      readConfig(gatewayConfig, {
        BOT_TOKEN: token,
        REDIS_URL: 'redis://localhost:1',
        WEBHOOK_URL: 'https://bot.example.org/telegram/webhook',
      }),
    );
    expect(message).toContain('WEBHOOK_SECRET: is missing: needed with WEBHOOK_URL');
  });

  it('takes a plain http webhook for this machine only', () => {
    const base = {
      BOT_TOKEN: token,
      REDIS_URL: 'redis://localhost:1',
      WEBHOOK_SECRET: 'a-long-enough-secret',
    };
    expect(
      problemsOf(() => readConfig(gatewayConfig, { ...base, WEBHOOK_URL: 'http://127.0.0.1:8000/x' })),
    ).toBe('none');
    expect(
      problemsOf(() => readConfig(gatewayConfig, { ...base, WEBHOOK_URL: 'http://example.org/x' })),
    ).toContain('WEBHOOK_URL: expected an https address');
  });

  it('reads what every service may take of Postgres, and the addresses of read replicas', () => {
    const environment = {
      BOT_TOKEN: token,
      DATABASE_URL: 'postgres://u:p@localhost:1234/db',
      DATABASE_REPLICA_URLS: 'postgres://u:p@one/db, postgres://u:p@two/db',
      DB_POOL_MODE: 'transaction',
      DB_BUDGET_SHARES: 'worker=21x6+1,monitor=4x3+1',
      REDIS_URL: 'redis://localhost:1',
    };
    expect(readConfig(workerConfig, environment)).toMatchObject({
      DATABASE_REPLICA_URLS: ['postgres://u:p@one/db', 'postgres://u:p@two/db'],
      DB_POOL_MODE: 'transaction',
      DB_BUDGET: 'warn',
      DB_BUDGET_SHARES: [
        { service: 'worker', poolMax: 21, maxReplicas: 6, surge: 1 },
        { service: 'monitor', poolMax: 4, maxReplicas: 3, surge: 1 },
      ],
    });
    const wrong = {
      ...environment,
      DATABASE_REPLICA_URLS: 'redis://one',
      DB_BUDGET: 'pray',
      DB_BUDGET_SHARES: 'worker=21',
    };
    const message = problemsOf(() => readConfig(workerConfig, wrong));
    expect(message).toContain('DATABASE_REPLICA_URLS: expected postgres://');
    expect(message).toContain('DB_BUDGET: expected warn or refuse');
    expect(message).toContain('DB_BUDGET_SHARES: expected service=connections');
  });
});
