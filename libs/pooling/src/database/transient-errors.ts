import { isStalePlan } from '../prepared/stale-plan.js';

const serializationFailure = '40001';
const deadlockDetected = '40P01';
/** admin_shutdown, crash_shutdown, cannot_connect_now, the two session timeouts, and what the socket says. */
const lossCodes = new Set([
  ...['57P01', '57P02', '57P03', '57P05', '25P03'],
  ...['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'],
]);
const lostConnection = /^Connection terminated|^Client has encountered a connection error|not queryable/;

/**
 * Whether the same statement may succeed when repeated: a deadlock, a serialization failure, a connection that was lost
 * or could not be made, a prepared plan that a migration made stale. Only safe for idempotent work: a lost connection may hide a commit.
 */
export function isTransientError(error: unknown): boolean {
  const code = sqlState(error);
  if (code === serializationFailure || code === deadlockDetected) return true;
  return isConnectionLoss(error) || isStalePlan(error);
}

/** Whether the connection itself is gone, so that it must not be used again. */
export function isConnectionLoss(error: unknown): boolean {
  const code = sqlState(error);
  if (code !== undefined && (/^08...$/.test(code) || lossCodes.has(code))) return true;
  const message = field(error, 'message');
  return message !== undefined && lostConnection.test(message);
}

/** Whether a row's own content is at fault (SQLSTATE classes 22 and 23), so that other rows may well be good. */
export function isRowError(error: unknown): boolean {
  const code = sqlState(error);
  return code !== undefined && code.length === 5 && (code.startsWith('22') || code.startsWith('23'));
}

/** The error's SQLSTATE or system code, if any. */
export function sqlState(error: unknown): string | undefined {
  return field(error, 'code');
}

/** Errors are told by what they carry, not by class: those of sockets may stem from another realm. */
function field(error: unknown, name: 'code' | 'message'): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const value = (error as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : undefined;
}
