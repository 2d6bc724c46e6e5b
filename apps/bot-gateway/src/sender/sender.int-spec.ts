import { startTestRedis, type TestRedis } from '@analyticbot/testing';
import { EffectLedger } from '@analyticbot/messaging';
import { TelegramError } from '@analyticbot/telegram';
import type { Telegram } from 'telegraf';
import { sendingOnce } from './send-scope.js';
import { createSender } from './sender.js';

/** Telegram as the sender sees it: accepts, or dies at the n-th message. */
function telegramThatDiesAt(fatal: number | undefined) {
  const accepted: string[] = [];
  const client = {
    callApi: async (method: string, payload: { text?: string }) => {
      if (accepted.length + 1 === fatal) throw new Error('the process died here');
      accepted.push(`${method} ${payload.text ?? ''}`.trim());
      return { message_id: accepted.length };
    },
  };
  return { client: client as unknown as Telegram, accepted };
}

describe('the sender', () => {
  let redis: TestRedis;
  let ledger: EffectLedger;

  beforeAll(async () => {
    redis = await startTestRedis();
    const options = { keyPrefix: 'work', commandTimeoutMs: 2_000 } as ConstructorParameters<
      typeof EffectLedger
    >[1];
    ledger = new EffectLedger(redis.client(), options);
  });
  afterAll(() => redis?.stop());

  const answer = (sender: Telegram) => async (): Promise<void> => {
    for (const text of ['one', 'two', 'three']) {
      await sender.callApi('sendMessage', { chat_id: 1, text });
    }
  };

  it('goes on behind the last message that got out when an answer is tried again', async () => {
    const first = telegramThatDiesAt(3);
    await expect(sendingOnce('update:1', answer(createSender(first.client, ledger)))).rejects.toThrow('died');
    const second = telegramThatDiesAt(undefined);
    await sendingOnce('update:1', answer(createSender(second.client, ledger)));
    expect(first.accepted).toEqual(['sendMessage one', 'sendMessage two']);
    expect(second.accepted).toEqual(['sendMessage three']);
  });

  it('gives back what Telegram answered the first time', async () => {
    const { client } = telegramThatDiesAt(undefined);
    const send = () => createSender(client, ledger).callApi('sendMessage', { chat_id: 1, text: 'hello' });
    const first = await sendingOnce('update:2', send);
    expect(await sendingOnce('update:2', send)).toEqual(first);
  });

  it('sends again what may be repeated, and what belongs to another update', async () => {
    const { client, accepted } = telegramThatDiesAt(undefined);
    const sender = createSender(client, ledger);
    const edit = () => sender.callApi('editMessageText', { text: 'now' });
    await sendingOnce('update:3', edit);
    await sendingOnce('update:3', edit);
    await sendingOnce('update:4', answer(sender));
    expect(accepted).toEqual([
      'editMessageText now',
      'editMessageText now',
      'sendMessage one',
      'sendMessage two',
      'sendMessage three',
    ]);
  });

  it('reports a person who blocked the bot, whatever was sent, and still fails', async () => {
    const callApi = () => Promise.reject(new TelegramError('E_TELEGRAM_BLOCKED_BY_USER', 'blocked'));
    const gone: string[] = [];
    const sender = createSender({ callApi } as unknown as Telegram, ledger, async (person) =>
      gone.push(person),
    );
    for (const chat of [7, '8', -1001]) {
      const sent = sender.callApi('sendMessage', { chat_id: chat, text: 'x' });
      await expect(sent).rejects.toMatchObject({ code: 'E_TELEGRAM_BLOCKED_BY_USER' });
    }
    expect(gone).toEqual(['7', '8']);
  });
});
