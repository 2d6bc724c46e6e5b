import { Readable } from 'node:stream';
import { inspect } from 'node:util';
import { register } from 'prom-client';
import { Telegraf } from 'telegraf';
import { TelegramError } from '../errors/telegram.errors.js';
import { currentLane, withLane } from '../limiter/lanes.js';
import { TelegramLimiter } from '../limiter/telegram-limiter.js';
import { startBotApi, type BotApiDouble } from './bot-api-double.contract.js';
import { createTelegramClient, type TelegramClientOptions } from './create-telegram-client.js';
import { TelegramApi } from './telegram-api.js';

const token = '123456:AAsecret-of-the-bot';
const ok = (result: unknown) => ({ body: { ok: true, result } });
const refusal = (status: number, description: string, parameters?: object) => ({
  status,
  body: { ok: false, error_code: status, description, parameters },
});

let api: BotApiDouble;
beforeEach(async () => {
  api = await startBotApi();
});
afterEach(() => api.stop());

function client(changes: Partial<TelegramClientOptions> = {}) {
  const limiter = new TelegramLimiter({ token, localShare: 1 });
  return { limiter, telegram: createTelegramClient({ token, apiRoot: api.root, limiter, ...changes }) };
}

const methodsCalled = () => api.calls.map(({ method }) => method);

describe('createTelegramClient', () => {
  it('waits out a 429 and sends again', async () => {
    api.answer(
      'sendMessage',
      refusal(429, 'Too Many Requests: retry after 1', { retry_after: 1 }),
      ok({ message_id: 7 }),
    );
    const { telegram, limiter } = client();
    const start = performance.now();
    await expect(telegram.sendMessage(5, 'hi')).resolves.toEqual({ message_id: 7 });
    expect(performance.now() - start).toBeGreaterThan(990);
    expect(limiter.stats()).toMatchObject({ rateLimited: 1, granted: 2 });
  });

  it('does not wait for a 429 that lasts beyond the deadline, and holds the calls after it', async () => {
    api.answer('sendMessage', refusal(429, 'Too Many Requests: retry after 300', { retry_after: 300 }));
    const { telegram } = client({ deadlineMs: 2_000 });
    await expect(telegram.sendMessage(5, 'hi')).rejects.toMatchObject({ code: 'E_TELEGRAM_RATE_LIMITED' });
    await expect(telegram.getMe()).rejects.toMatchObject({ code: 'E_TELEGRAM_DEADLINE' });
    expect(methodsCalled()).toEqual(['sendMessage']);
  });

  it('repeats questions after a 5xx, but never a message', async () => {
    api.answer('getChat', { status: 502, body: 'Bad Gateway' }, ok({ id: 1, type: 'channel' }));
    api.answer('sendMessage', { status: 502, body: 'Bad Gateway' }, ok({ message_id: 7 }));
    const { telegram } = client();
    await telegram.getChat(1);
    await expect(telegram.sendMessage(5, 'hi')).rejects.toMatchObject({ code: 'E_TELEGRAM_UNAVAILABLE' });
    expect(methodsCalled()).toEqual(['getChat', 'getChat', 'sendMessage']);
  });

  it('asks once what several callers ask at the same time, and gives all of them the answer', async () => {
    const { telegram, limiter } = client();
    api.answer('getChat', ok({ id: 1, type: 'channel' }));
    const answers = await Promise.all([telegram.getChat(1), telegram.getChat(1), telegram.getChat(2)]);
    expect(answers.map((answer) => typeof answer)).toEqual(['object', 'object', 'boolean']);
    expect(methodsCalled()).toEqual(['getChat', 'getChat']);
    expect(limiter.stats().granted).toBe(2);
    await telegram.getChat(1);
    await Promise.all([telegram.sendMessage(5, 'hi'), telegram.sendMessage(5, 'hi')]);
    expect(methodsCalled()).toEqual(['getChat', 'getChat', 'getChat', 'sendMessage', 'sendMessage']);
  });

  it('goes on with a shared question while one caller still waits, and ends it with the last', async () => {
    const { telegram } = client();
    const asked = new TelegramApi(telegram);
    api.answer('getChat', 'hang', 'hang');
    const leaving = new AbortController();
    const first = asked.getChat('1', leaving.signal);
    const second = asked.getChat('1', leaving.signal);
    const staying = new AbortController();
    const third = asked.getChat('1', staying.signal);
    leaving.abort();
    await expect(first).rejects.toMatchObject({ code: 'E_TELEGRAM_ABORTED' });
    await expect(second).rejects.toMatchObject({ code: 'E_TELEGRAM_ABORTED' });
    staying.abort();
    await expect(third).rejects.toMatchObject({ code: 'E_TELEGRAM_ABORTED' });
    expect(methodsCalled().length).toBeLessThanOrEqual(1);
  });

  it('does not make an answer wait in the lane of an equal question', async () => {
    const { telegram, limiter } = client();
    const lanesAsked: string[] = [];
    const acquire = limiter.acquire.bind(limiter);
    limiter.acquire = (request) => {
      lanesAsked.push(currentLane());
      return acquire(request);
    };
    const slow = withLane('collection', () => telegram.getChat(1));
    const urgent = withLane('interactive', () => telegram.getChat(1));
    const late = withLane('collection', () => telegram.getChat(1));
    await Promise.all([slow, urgent, late]);
    expect(lanesAsked).toEqual(['collection', 'interactive']);
  });

  it('does not repeat an upload whose stream is used up', async () => {
    const { telegram, limiter } = client();
    limiter.acquire = () => Promise.resolve({ waitedMs: 0, answered: () => undefined });
    api.answer('sendMessage', refusal(429, 'Too Many Requests: retry after 1', { retry_after: 1 }));
    const streaming = { text: 'x', media: { inner: Readable.from(['x']) }, chat_id: 1 };
    await expect(telegram.callApi('sendMessage', streaming as never)).rejects.toMatchObject({
      code: 'E_TELEGRAM_RATE_LIMITED',
    });
  });

  it('gives up on an answer that does not come', async () => {
    api.answer('sendMessage', 'hang');
    const { telegram } = client({ fetchTimeoutMs: 100 });
    await expect(telegram.sendMessage(5, 'hi')).rejects.toMatchObject({ code: 'E_TELEGRAM_UNAVAILABLE' });
  });

  it('lets a long poll take its own time, and ends it by the signal', async () => {
    api.answer('getUpdates', 'hang');
    const { telegram } = client({ fetchTimeoutMs: 100 });
    const stop = new AbortController();
    const polling = new TelegramApi(telegram).getUpdates({ timeout: 30 }, stop.signal);
    setTimeout(() => stop.abort(), 300);
    await expect(polling).rejects.toMatchObject({ code: 'E_TELEGRAM_ABORTED' });
  });

  it('limits what handlers say once it is put into the context of updates', async () => {
    const { telegram, limiter } = client();
    const bot = new Telegraf(token);
    Object.assign(bot.context, { telegram });
    bot.botInfo = { id: 1, is_bot: true, first_name: 'Bot', username: 'bot' } as never;
    bot.on('message', (ctx) => ctx.reply('hello'));
    const chat = { id: 5, type: 'private', first_name: 'Ada' };
    await bot.handleUpdate({ update_id: 1, message: { message_id: 1, date: 1, chat, text: 'hi' } } as never);
    expect(methodsCalled()).toEqual(['sendMessage']);
    expect(limiter.stats().granted).toBe(1);
  });

  it('never shows the token, whatever goes wrong', async () => {
    const { telegram } = client({ deadlineMs: 300 });
    await api.stop();
    const error = await telegram.sendMessage(5, 'private words').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TelegramError);
    const shown = inspect(error, { depth: 9, showHidden: true });
    expect(shown).not.toContain('AAsecret');
    expect(shown).not.toContain('private words');
  });

  it('counts calls by method and how they ended, from a closed set of names', async () => {
    register.resetMetrics();
    const { telegram } = client();
    await telegram.getMe();
    await telegram.callApi('getUserOfTomorrow' as never, {} as never);
    const text = await register.getSingleMetricAsString('telegram_calls_total');
    expect(text).toContain('telegram_calls_total{method="getMe",result="ok"} 1');
    expect(text).toContain('telegram_calls_total{method="other",result="ok"} 1');
    expect(text).not.toContain('Tomorrow');
  });
});

describe('TelegramApi', () => {
  it('asks for members by the current name and gives ids as text', async () => {
    api.answer('getChatMemberCount', ok(12_345));
    api.answer('getChat', ok({ id: -1001234567890, type: 'channel', title: 'Ours', new_field: 1 }));
    const asked = new TelegramApi(client().telegram);
    await expect(asked.getChatMemberCount('-1001234567890')).resolves.toBe(12_345);
    await expect(asked.getChat('-1001234567890')).resolves.toMatchObject({
      id: '-1001234567890',
      new_field: 1,
    });
    expect(api.calls[0]).toEqual({ method: 'getChatMemberCount', payload: { chat_id: '-1001234567890' } });
  });

  it('names administrators with the rights they hold', async () => {
    const user = { id: 5681419729, is_bot: false, first_name: 'Ada' };
    const administrator = {
      status: 'administrator',
      user,
      can_post_messages: true,
      can_promote_members: false,
    };
    api.answer('getChatAdministrators', ok([administrator, { status: 'creator', user: { ...user, id: 7 } }]));
    await expect(new TelegramApi(client().telegram).getChatAdministrators('-100')).resolves.toEqual([
      { userId: '5681419729', isBot: false, status: 'administrator', rights: ['can_post_messages'] },
      { userId: '7', isBot: false, status: 'creator', rights: [] },
    ]);
  });

  it.each([
    ['getChat', (asked: TelegramApi) => asked.getChat('1'), { type: 'channel' }],
    ['getChatMemberCount', (asked: TelegramApi) => asked.getChatMemberCount('1'), -1],
    ['getChat', (asked: TelegramApi) => asked.getChat('1'), { id: 2 ** 60, type: 'channel' }],
  ])('refuses an answer to %s that is not as documented', async (method, ask, result) => {
    api.answer(method, ok(result));
    await expect(ask(new TelegramApi(client().telegram))).rejects.toMatchObject({
      code: 'E_TELEGRAM_UNEXPECTED_ANSWER',
    });
  });
});
