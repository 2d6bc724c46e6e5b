const serializationFailure = '40001';
const deadlockDetected = '40P01';
/** admin_shutdown, crash_shutdown, cannot_connect_now, and what the socket says. */
const lossCodes = new Set([
  ...['57P01', '57P02', '57P03'],
  ...['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'],
]);
const lostConnection = /^Connection terminated|^Client has encountered a connection error|not queryable/;

/**
 * Whether the same statement may succeed when repeated: a deadlock, a serialization failure, a connection that was lost
 * or could not be made. Only safe for idempotent work: a lost connection may hide a commit.
 */
export function isTransientError(error: unknown): boolean {
  const code = sqlState(error);
  return code === serializationFailure || code === deadlockDetected || isConnectionLoss(error);
}

/** Whether the connection itself is gone, so that it must not be used again. */
export function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = sqlState(error);
  if (code !== undefined && (/^08...$/.test(code) || lossCodes.has(code))) return true;
  return lostConnection.test(error.message);
}

/** Whether a row's own content is at fault (SQLSTATE classes 22 and 23), so that other rows may well be good. */
export function isRowError(error: unknown): boolean {
  const code = sqlState(error);
  return code !== undefined && code.length === 5 && (code.startsWith('22') || code.startsWith('23'));
}

/** The error's SQLSTATE or system code, if any. */
export function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}
