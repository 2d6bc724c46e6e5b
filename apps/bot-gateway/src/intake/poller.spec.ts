import { once } from 'node:events';
import { Logger } from '@nestjs/common';
import { CallAbortedError } from '@analyticbot/telegram';
import { Poller } from './poller.js';

const awayFromRedis = () => Promise.reject(new Error('connect ECONNREFUSED 127.0.0.1:6379'));

/** What a poller warns of first, given this lease; its fetches last until they are cut short. */
async function firstWarning(lease: { take(): Promise<boolean>; renew(): Promise<boolean> }) {
  const warn = jest.spyOn(Logger.prototype, 'warn');
  const warned = new Promise<Record<string, unknown>>((resolve) => warn.mockImplementation(resolve));
  const getUpdates = async (_request: object, signal: AbortSignal) => {
    if (!signal.aborted) await once(signal, 'abort');
    throw new CallAbortedError();
  };
  const poller = new Poller({
    api: { getUpdates } as never,
    lease: { durationMs: 3, release: async () => undefined, ...lease } as never,
    intake: undefined as never,
  });
  poller.start();
  const line = await warned;
  await poller.stop();
  warn.mockRestore();
  return line;
}

describe('a poller without Redis', () => {
  it('says that the lease was lost, not that Telegram failed', async () => {
    const line = await firstWarning({ take: async () => true, renew: awayFromRedis });
    expect(line.msg).toContain('lease');
    expect(JSON.stringify(line)).not.toContain('E_TELEGRAM');
  });

  it('says why it can not take the lease', async () => {
    const line = await firstWarning({ take: awayFromRedis, renew: awayFromRedis });
    expect(line).toMatchObject({ code: 'E_POLLING', because: 'connect ECONNREFUSED 127.0.0.1:6379' });
  });
});
