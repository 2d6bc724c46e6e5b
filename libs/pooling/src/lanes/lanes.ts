/** A kind of use of the database; each has limits of its own. */
export type Lane = 'interactive' | 'batch' | 'maintenance';

/** How long a statement and a transaction that does nothing may take. Milliseconds; 0 is without limit. */
export interface LaneLimits {
  /** The server ends a statement after this long (SQLSTATE 57014). */
  readonly statementTimeoutMs: number;
  /** The server ends a session that idles inside a transaction for this long (SQLSTATE 25P03). */
  readonly idleInTransactionTimeoutMs: number;
}

/** Limits by lane: somebody waits for an interactive statement, a batch may take a minute, an index build as long as it needs. */
export const defaultLaneLimits: Readonly<Record<Lane, LaneLimits>> = {
  interactive: { statementTimeoutMs: 10_000, idleInTransactionTimeoutMs: 30_000 },
  batch: { statementTimeoutMs: 60_000, idleInTransactionTimeoutMs: 30_000 },
  maintenance: { statementTimeoutMs: 0, idleInTransactionTimeoutMs: 600_000 },
};

/** Opens a transaction with a lane's limits, in one message. They end with the transaction. */
export function beginWithLimits(limits: LaneLimits): string {
  return `BEGIN; ${setLimits('SET LOCAL', limits)}`;
}

/** Sets a lane's limits for a whole session. */
export function limitSession(limits: LaneLimits): string {
  return setLimits('SET', limits);
}

/** Gives a session its first limits back. */
export const unlimitSession = 'RESET statement_timeout; RESET idle_in_transaction_session_timeout';

function setLimits(verb: string, { statementTimeoutMs, idleInTransactionTimeoutMs }: LaneLimits): string {
  return [
    `${verb} statement_timeout = ${statementTimeoutMs}`,
    `${verb} idle_in_transaction_session_timeout = ${idleInTransactionTimeoutMs}`,
  ].join('; ');
}
