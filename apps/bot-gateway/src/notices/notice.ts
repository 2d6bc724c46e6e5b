import { classifyTelegramError, withLane } from '@analyticbot/telegram';
import { sendingOnce } from '../sender/send-scope.js';

/** Longer than a dead-lettered event may wait before somebody replays it. */
const rememberMs = 30 * 86_400_000;

/**
 * Sends something that nobody asked for, once under this key. Who blocked the bot or never wrote to it can't be told: trying again
 * changes nothing, and must not keep others from being told.
 */
export async function noticeOnce(key: string, send: () => Promise<unknown>): Promise<void> {
  try {
    await sendingOnce(key, () => withLane('alert', send), rememberMs);
  } catch (error) {
    if (classifyTelegramError(error)?.retryable !== false) throw error;
  }
}
