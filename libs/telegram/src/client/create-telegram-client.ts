import { Telegram } from 'telegraf';
import type { TelegramLimiter } from '../limiter/telegram-limiter.js';
import { CallRunner } from './call-runner.js';

/** What `createTelegramClient` takes. */
export interface TelegramClientOptions {
  readonly token: string;
  /** @default 'https://api.telegram.org' */
  readonly apiRoot?: string;
  readonly limiter: TelegramLimiter;
  /** How long one request may take; long polls get their own time on top. @default 15000 */
  readonly fetchTimeoutMs?: number;
  /** How long a call may take in all: waiting for its turn, sending, trying again. @default 45000 */
  readonly deadlineMs?: number;
}

/**
 * A telegraf `Telegram` whose every call asks the limiter first, honours 429 for all replicas, and is repeated after a
 * 5xx or a time-out only when nobody would notice. Fails with `TelegramError`s only.
 *
 * telegraf makes a client of its own for each update's context: put this one in its place with `Object.assign(bot.context, { telegram })`.
 */
export function createTelegramClient(options: TelegramClientOptions): Telegram {
  const client = new Telegram(options.token, {
    ...(options.apiRoot !== undefined && { apiRoot: options.apiRoot }),
    // A call answered inside the webhook's response would pass by the limiter and could not report an error.
    webhookReply: false,
  });
  // Telegraf's types end at Bot API 7.1; methods newer than that are sent all the same.
  const send = client.callApi.bind(client) as unknown as (
    method: string,
    payload: object,
    options: { signal: AbortSignal },
  ) => Promise<unknown>;
  const runner = new CallRunner({
    limiter: options.limiter,
    fetchTimeoutMs: options.fetchTimeoutMs ?? 15_000,
    deadlineMs: options.deadlineMs ?? 45_000,
    send: (method, payload, signal) => send(method, payload, { signal }),
  });
  const callApi = (method: string, payload: object, { signal }: { signal?: AbortSignal } = {}) =>
    runner.call(method, payload, signal);
  client.callApi = callApi as unknown as Telegram['callApi'];
  return client;
}
