import { z } from 'zod';

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

function hasProtocol(text: string, protocols: readonly string[]): boolean {
  return URL.canParse(text) && protocols.includes(new URL(text).protocol);
}

const redisUrl = (rule: string) =>
  z.string({ error: rule }).refine((text) => hasProtocol(text, ['redis:', 'rediss:']), { error: rule });

const httpRoot = (rule: string) =>
  z
    .string({ error: rule })
    .refine((text) => hasProtocol(text, ['http:', 'https:']), { error: rule })
    .transform((text) => text.replace(/\/+$/, ''));

const wholeNumber = (min: number, max: number) => {
  const rule = `expected a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d+$/, rule)
    .transform(Number)
    .refine((value) => value >= min && value <= max, { error: rule });
};

const flag = z
  .enum(['true', 'false'], { error: 'expected true or false' })
  .transform((text) => text === 'true');

const databaseRule = 'expected postgres://user:password@host:port/database';
const databaseUrl = z
  .string({ error: databaseRule })
  .refine((text) => hasProtocol(text, ['postgres:', 'postgresql:']), { error: databaseRule });

const share = /^([a-z][a-z0-9-]*)=(\d+)x(\d+)\+(\d+)$/;
const sharesRule =
  'expected service=connections x replicas + surge, such as worker=21x6+1,monitor=4x3+1 (no spaces)';

/** What each service may take of Postgres: connections a replica × (most replicas + those of a rollout). */
const budgetShares = z.string().transform((text, context) =>
  text.split(',').map((part) => {
    const [, service = '', poolMax, maxReplicas, surge] = share.exec(part.trim()) ?? [];
    if (service === '') context.addIssue({ code: 'custom', message: sharesRule });
    return {
      service,
      poolMax: Number(poolMax),
      maxReplicas: Number(maxReplicas),
      surge: Number(surge),
    };
  }),
);

/** Every variable the services know, with its rule. Each service picks the ones it needs. */
export const variables = {
  BOT_TOKEN: z
    .string({ error: 'expected a bot token as @BotFather gives it: digits, a colon, 35 characters' })
    .regex(
      /^\d{3,20}:[A-Za-z0-9_-]{20,}$/,
      'expected a bot token as @BotFather gives it: digits, a colon, 35 characters',
    ),
  TELEGRAM_API_ROOT: httpRoot('expected the http(s) address of a Bot API server').default(
    'https://api.telegram.org',
  ),
  WEBHOOK_URL: z
    .url({ error: 'expected the https address that Telegram shall post updates to' })
    .refine((text) => text.startsWith('https://') || loopback.test(new URL(text).hostname), {
      error:
        'expected an https address: Telegram posts to nothing else (http is taken for this machine only)',
    })
    .optional(),
  WEBHOOK_SECRET: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,256}$/, 'expected 1 to 256 characters of A-Z a-z 0-9 _ -')
    .optional(),
  TELEGRAM_API_ID: wholeNumber(1, 2_147_483_647).optional(),
  TELEGRAM_API_HASH: z
    .string()
    .regex(/^[0-9a-f]{32}$/, 'expected the api_hash of my.telegram.org: 32 of 0-9 a-f')
    .optional(),
  PREVIEW_ENABLED: flag.default(false),
  PREVIEW_ROOT: httpRoot('expected the http(s) address of the preview pages').default('https://t.me'),
  COLLECTION_PARALLEL: wholeNumber(1, 100).default(10),
  COLLECTION_CALLS_PER_SECOND: wholeNumber(1, 23).default(15),
  DATABASE_URL: databaseUrl,
  DATABASE_DIRECT_URL: databaseUrl.optional(),
  DATABASE_REPLICA_URLS: z
    .string()
    .transform((text) => text.split(',').map((url) => url.trim()))
    .pipe(z.array(databaseUrl, { error: 'expected postgres:// addresses, separated by commas' }))
    .default([]),
  DB_POOL_MODE: z
    .enum(['session', 'transaction'], { error: 'expected session or transaction' })
    .default('session'),
  DB_BUDGET: z.enum(['warn', 'refuse'], { error: 'expected warn or refuse' }).default('warn'),
  DB_BUDGET_SHARES: budgetShares.optional(),
  DB_POOL_MIN: wholeNumber(0, 500).optional(),
  DB_POOL_MAX: wholeNumber(1, 500).default(50),
  REDIS_URL: redisUrl('expected redis://host:port or rediss://host:port'),
  REDIS_CACHE_URL: redisUrl('expected redis://host:port or rediss://host:port').optional(),
  MONITOR_TOKEN: z.string().min(16, 'expected at least 16 characters').optional(),
  ADMIN_IDS: z
    .string()
    .regex(/^\s*\d+(\s*,\s*\d+)*\s*$/, 'expected Telegram user ids, separated by commas')
    .transform((text) => text.split(',').map((id) => id.trim()))
    .default([]),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace'], {
      error: 'expected one of fatal, error, warn, info, debug, trace',
    })
    .default('info'),
  /** Where the service listens. For tests and for several copies on one machine; clusters keep the defaults. */
  PORT: wholeNumber(1, 65_535),
  /** Which of the machine's addresses it listens on. In a cluster all; `npm start` keeps the services to the machine. */
  LISTEN_ADDRESS: z
    .union([z.ipv4(), z.ipv6()], { error: 'expected an IP address of this machine, such as 127.0.0.1' })
    .default('0.0.0.0'),
} as const;
