import type { Telegram } from 'telegraf';
import type { EffectLedger } from '@analyticbot/messaging';
import { classifyTelegramError, mended } from '@analyticbot/telegram';
import { currentScope } from './send-scope.js';

/** Methods whose repetition a person would see as a second message; the others may be repeated freely. */
const visibleOnce: ReadonlySet<string> = new Set(['sendMessage', 'sendPhoto', 'sendDocument']);

/**
 * Makes a Telegram client the one sender: limited by the client's own limiter, and remembering what an answer has already
 * sent, so that a second attempt after a crash goes on where the first one stopped.
 *
 * Who turns out to have blocked the bot is reported to `outOfReach`, whatever was sent.
 *
 * A process that dies between Telegram's acceptance and our note of it repeats that single message: Telegram offers no
 * way to ask whether it arrived, and a repeated answer is better than none.
 */
export function createSender(
  client: Telegram,
  ledger: EffectLedger,
  outOfReach: (userId: string) => Promise<unknown> = async () => undefined,
): Telegram {
  const callApi = client.callApi.bind(client) as unknown as (
    method: string,
    payload: object,
    options?: object,
  ) => Promise<unknown>;
  const call = (method: string, payload: object, options?: object): Promise<unknown> =>
    mended(
      (name, changed) => callApi(name, changed, options),
      method,
      payload as Record<string, unknown>,
    ).catch(async (error: unknown) => {
      const person = personOf(payload);
      const isBlocked = classifyTelegramError(error)?.code === 'E_TELEGRAM_BLOCKED_BY_USER';
      // What can't be noted now is noted at the next refusal.
      if (isBlocked && person !== undefined) await outOfReach(person).catch(() => undefined);
      throw error;
    });
  const send = async (...[method, payload, options]: Parameters<Telegram['callApi']>): Promise<unknown> => {
    const scope = currentScope();
    if (scope === undefined || !visibleOnce.has(method)) return call(method, payload, options);
    const key = `sent:${scope.key}`;
    const step = scope.nextStep();
    const sent = (await ledger.recorded(key))[step];
    if (sent !== undefined) return JSON.parse(sent) as unknown;
    const result = await call(method, payload, options);
    await ledger.record(key, step, JSON.stringify(result), scope.rememberMs);
    return result;
  };
  client.callApi = send as Telegram['callApi'];
  return client;
}

/** Whom something was sent to; undefined when that is no person's own chat. */
function personOf(payload: object): string | undefined {
  const { chat_id: chat } = payload as { readonly chat_id?: unknown };
  return /^[1-9]\d*$/.test(String(chat)) ? String(chat) : undefined;
}
