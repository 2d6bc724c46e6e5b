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

function failure(record: Record<string, unknown>): string {
  const err = record.err as { type?: string; code?: string; message?: string; stack?: string } | undefined;
  const stack = err?.stack ?? (typeof record.stack === 'string' ? record.stack : undefined);
  const name = err === undefined ? '' : ` (${[err.type, err.code].filter(Boolean).join(' ')})`;
  return `${name}${stack === undefined ? '' : `\n${stack}`}`;
}
