import type { LoggerService, LogLevel as NestLogLevel } from '@nestjs/common';
import { pino, type DestinationStream } from 'pino';
import { readLogArguments } from './log-arguments.js';
import { prettyLine } from './pretty-line.js';

/** From the quietest to the chattiest. Nest's `log` is `info`, its `verbose` is `trace`. */
export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

/** What `createLogger` needs. */
export interface LoggerOptions {
  /** Stands in every line as `service`. */
  readonly service: string;
  readonly level: LogLevel;
  /** Stands in every line as `replicaId`. */
  readonly replicaId: string;
  /** Fields of the work at hand (a correlation id, say), asked for at every line. */
  readonly context?: () => Record<string, string | undefined>;
  /** One plain line instead of JSON, for development. @default false */
  readonly pretty?: boolean;
  /** Where lines go. @default standard output, written synchronously */
  readonly destination?: DestinationStream;
}

const pinoLevels: Record<NestLogLevel, LogLevel> = {
  fatal: 'fatal',
  error: 'error',
  warn: 'warn',
  log: 'info',
  debug: 'debug',
  verbose: 'trace',
};

/**
 * Nest's own loggers that list modules and routes while a service starts: a hundred lines an operator reads past. What they warn
 * of or fail with keeps its level.
 */
const startUpBookkeeping: ReadonlySet<unknown> = new Set([
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'NestMicroservice',
  'RouterExplorer',
  'RoutesResolver',
]);

/** The logger services use: every Nest method is there, none optional. */
export type StructuredLogger = Required<LoggerService>;

/**
 * A Nest logger that writes JSON lines: `time` (ISO), `level`, `service`, `replicaId`, `logger` (the class),
 * `msg`, `err` (`type`, `code`, `message`, `stack`, `cause`) and the fields passed beside the message.
 * What Nest lists of modules and routes at the start is `debug`, not `info`. Bot tokens, passwords in addresses and fields with a secret's name never reach the line.
 */
export function createLogger(options: LoggerOptions): StructuredLogger {
  const target = options.destination ?? pino.destination({ dest: 1, sync: true });
  const stream = options.pretty ? { write: (line: string) => void target.write(prettyLine(line)) } : target;
  const lines = pino(
    {
      level: options.level,
      base: { service: options.service, replicaId: options.replicaId },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // Errors are plain fields by then: pino's own view of `err` would name their class Object.
      serializers: { err: (fields: unknown) => fields },
    },
    stream,
  );

  const writer =
    (level: LogLevel) =>
    (message: unknown, ...extras: unknown[]): void => {
      if (!lines.isLevelEnabled(level)) return;
      const record = readLogArguments(message, extras, options.context?.());
      lines[level](record.fields, record.msg);
    };

  const [info, debug] = [writer('info'), writer('debug')];

  return {
    fatal: writer('fatal'),
    error: writer('error'),
    warn: writer('warn'),
    log: (message, ...extras) => (startUpBookkeeping.has(extras.at(-1)) ? debug : info)(message, ...extras),
    debug,
    verbose: writer('trace'),
    setLogLevels(levels: NestLogLevel[]): void {
      const order: LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];
      const wanted = new Set(levels.map((level) => pinoLevels[level]));
      lines.level = order.find((level) => wanted.has(level)) ?? 'silent';
    },
  };
}
