import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { createLogger, type LoggerOptions, type StructuredLogger } from '../logging/create-logger.js';
import { fatalStart } from './fatal-start.js';
import { installProcessGuards } from './process-guards.js';
import { installShutdown } from './shutdown.js';

/** Who a process is among all that run. */
export interface ServiceIdentity {
  readonly service: string;
  readonly version: string;
  /** The host's name (in a cluster the pod's) and a random part: unique among all replicas, restarts included. */
  readonly replicaId: string;
}

/** What `start` gets to build its application with. */
export interface ServiceProcess {
  readonly identity: ServiceIdentity;
  /** Makes the logger once the level is known; until then problems are logged at `info`. */
  logger(options: Pick<LoggerOptions, 'level' | 'context'>): StructuredLogger;
}

/**
 * The life of a service's process: `start` builds the application and begins to listen; afterwards a signal closes it. What
 * goes wrong before that is said in one entry, with exit code 1.
 */
export async function runService(
  name: Pick<ServiceIdentity, 'service' | 'version'>,
  start: (service: ServiceProcess) => Promise<{ close(): Promise<void> }>,
): Promise<void> {
  const identity = { ...name, replicaId: `${hostname()}-${randomUUID().slice(0, 8)}` };
  const who = { service: identity.service, replicaId: identity.replicaId };
  let logger = createLogger({ ...who, level: 'info' });
  const service: ServiceProcess = {
    identity,
    logger: (options) => {
      logger = createLogger({ ...who, ...options });
      installProcessGuards(logger);
      return logger;
    },
  };
  try {
    const app = await start(service);
    installShutdown(app, { logger });
    logger.log('ready');
  } catch (error) {
    fatalStart(error, logger);
  }
}
