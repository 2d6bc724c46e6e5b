import { TelegramError as TelegrafError } from 'telegraf';
import { describedErrors } from './described-errors.js';
import {
  CallAbortedError,
  ChatMigratedError,
  RateLimitedError,
  TelegramError,
  TelegramUnavailableError,
} from './telegram.errors.js';

/** When Telegram says 429 without `retry_after`. */
const unspecifiedPauseMs = 5_000;

/** Names and codes under which Node's and node-fetch's network failures appear. */
const networkNames = new Set(['FetchError', 'TimeoutError']);
const networkCodes = /^(E(CONN|HOST|NET|PIPE|TIMEDOUT|NOTFOUND|AI_|ADDR|PROTO)|UND_ERR|CERT|ERR_TLS|ERR_SSL)/;

/**
 * What an error thrown by a call to Telegram means; undefined for an error that has nothing to do with Telegram.
 * The answer holds neither the token nor what was sent: telegraf's own error carries the payload and is never kept as cause.
 */
export function classifyTelegramError(error: unknown, method?: string): TelegramError | undefined {
  if (error instanceof TelegramError) return error;
  if (error instanceof TelegrafError) return fromAnswer(error, method ?? methodOf(error));
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'AbortError') return new CallAbortedError({ method });
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (networkNames.has(error.name) || networkCodes.test(code)) {
    return new TelegramUnavailableError(undefined, { method, cause: nameless(error, code) });
  }
  return undefined;
}

function fromAnswer(error: TelegrafError, method: string | undefined): TelegramError {
  const { error_code: status, description = '', parameters } = error.response;
  if (status === 429) {
    const seconds = parameters?.retry_after;
    return new RateLimitedError(seconds === undefined ? unspecifiedPauseMs : seconds * 1000, { method });
  }
  if (parameters?.migrate_to_chat_id !== undefined) {
    return new ChatMigratedError(String(parameters.migrate_to_chat_id), { method });
  }
  if (status >= 500) return new TelegramUnavailableError(status, { method });
  return describedErrors(status, description, method);
}

function methodOf(error: TelegrafError): string | undefined {
  const { method } = (error.on ?? {}) as { method?: unknown };
  return typeof method === 'string' ? method : undefined;
}

/** A network error's text holds the address, and so the token: only what kind it is goes on. */
function nameless(error: Error, code: string): Error {
  return new Error(code === '' ? error.name : code);
}
