const shownElsewhere = new Set(['time', 'level', 'msg', 'logger', 'service', 'replicaId', 'err', 'stack']);

/** A JSON log line as one plain line for people: time, level, logger, text, fields; a stack follows below. */
export function prettyLine(json: string): string {
  const record = JSON.parse(json) as Record<string, unknown>;
  const time = String(record.time).slice(11, 23);
  const level = String(record.level).toUpperCase().padEnd(5);
  const logger = typeof record.logger === 'string' ? `[${record.logger}] ` : '';
  const fields = Object.entries(record)
    .filter(([name]) => !shownElsewhere.has(name))
    .map(([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('');
  return `${time} ${level} ${logger}${String(record.msg ?? '')}${fields}${failure(record)}\n`;
}

interface LoggedError {
  readonly type?: string;
  readonly code?: string;
  readonly message?: string;
  readonly stack?: string;
  readonly cause?: LoggedError;
}

function failure(record: Record<string, unknown>): string {
  const err = record.err as LoggedError | undefined;
  const stack = err?.stack ?? (typeof record.stack === 'string' ? record.stack : undefined);
  return `${err === undefined ? '' : ` (${nameOf(err)})`}${stack === undefined ? '' : `\n${stack}`}${causes(err)}`;
}

function causes(err: LoggedError | undefined): string {
  const cause = err?.cause;
  return cause === undefined ? '' : `\n  caused by ${nameOf(cause)}: ${cause.message ?? ''}${causes(cause)}`;
}

const nameOf = ({ type, code }: LoggedError) => [type, code].filter(Boolean).join(' ');
