import { join } from 'node:path';

import { STAGES, type Program } from '../suite/suite.js';
import { type Secrets } from './secrets.js';

/** The fixed ports of the suite. */
export const PORTS = { gateway: 8000, monitor: 8001, worker: 8002, sandbox: 8081 } as const;

/** A port for each program. */
export type SuitePorts = Readonly<Record<keyof typeof PORTS, number>>;

/** Where the programs find everything. */
export interface ProgramSettings {
  /** The workspace. */
  readonly root: string;
  /** The data folder. */
  readonly data: string;
  readonly ports: SuitePorts;
  readonly secrets: Secrets;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly redisCacheUrl: string;
  /** What the user set; it wins over the defaults made here. */
  readonly environment: NodeJS.ProcessEnv;
}

const sandboxUrl = (ports: SuitePorts) => `http://127.0.0.1:${ports.sandbox}`;
const ready = (port: number) => `http://127.0.0.1:${port}/health/ready`;

/** The local Telegram, which runs when the user gave no bot token. */
export function sandboxProgram({ root, data, ports, secrets }: ProgramSettings): Program {
  return {
    name: 'telegram-sandbox',
    script: join(root, 'tools/telegram-sandbox/dist/main.js'),
    args: [
      '--port',
      String(ports.sandbox),
      '--data',
      join(data, 'sandbox'),
      '--token',
      secrets.SANDBOX_TOKEN,
    ],
    environment: {},
    readyUrl: `${sandboxUrl(ports)}/`,
    stage: STAGES.sandbox,
  };
}

/** The three services in the order they start. */
export function servicePrograms(settings: ProgramSettings): Program[] {
  const { root, ports, secrets, environment } = settings;
  const telegram = environment['BOT_TOKEN']
    ? {}
    : {
        BOT_TOKEN: secrets.SANDBOX_TOKEN,
        TELEGRAM_API_ROOT: sandboxUrl(ports),
        PREVIEW_ENABLED: 'true',
        PREVIEW_ROOT: sandboxUrl(ports),
        // A webhook address of the real bot and its MTProto access mean nothing to the local Telegram.
        WEBHOOK_URL: undefined,
        TELEGRAM_API_ID: undefined,
        TELEGRAM_API_HASH: undefined,
      };
  const shared = {
    DATABASE_URL: settings.databaseUrl,
    REDIS_URL: settings.redisUrl,
    REDIS_CACHE_URL: settings.redisCacheUrl,
    WEBHOOK_SECRET: environment['WEBHOOK_SECRET'] || secrets.WEBHOOK_SECRET,
    ...telegram,
  };
  const service = (name: string, port: number, stage: number): Program => ({
    name,
    script: join(root, 'apps', name, 'dist/main.js'),
    environment: {
      ...shared,
      PORT: String(port),
      LISTEN_ADDRESS: environment['LISTEN_ADDRESS'] || '127.0.0.1',
    },
    readyUrl: ready(port),
    stage,
  });
  return [
    service('analytics-worker', ports.worker, STAGES.worker),
    service('bot-gateway', ports.gateway, STAGES.service),
    service('performance-monitor', ports.monitor, STAGES.service),
  ];
}
