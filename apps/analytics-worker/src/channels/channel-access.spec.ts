import { channelErrors } from '@analyticbot/contracts';
import { CallAbortedError, TelegramError } from '@analyticbot/telegram';
import { ChannelAccess } from './channel-access.service.js';

/** Access to a channel whose administrators can't be read because of `error`. */
function accessAfter(error: Error): Promise<void> {
  const cache = { getOrLoad: () => Promise.reject(error) };
  const unused = undefined as never;
  return new ChannelAccess(cache as never, unused, unused).requireAdministrator('-1001', '7');
}

describe('a question about administrators that fails', () => {
  it('is blamed on Telegram where Telegram failed', async () => {
    await expect(accessAfter(new CallAbortedError())).rejects.toMatchObject({
      code: channelErrors.telegramUnavailable,
    });
    const refused = new TelegramError('E_TELEGRAM_NOT_A_MEMBER', 'no member');
    await expect(accessAfter(refused)).rejects.toMatchObject({ code: channelErrors.botNotAdmin });
  });

  it('is not blamed on Telegram where the database is away', async () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });
    await expect(accessAfter(refused)).rejects.toBe(refused);
  });
});
