import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { Input, Markup, Telegraf } from 'telegraf';
import { type ChatView } from '../control/control-views.js';
import {
  anna,
  closeTestSandboxes,
  daily,
  onePixelPng,
  startTestSandbox,
  type TestSandbox,
} from './test-sandbox.js';

const pickerKey = Markup.keyboard([
  [
    Markup.button.channelRequest('Choose a channel', 7, {
      bot_is_member: true,
      bot_administrator_rights: { can_post_messages: true, can_invite_users: true } as never,
    }),
  ],
]).oneTime();

/** A bot as ours: a command, a button, a picture, the channel picker. */
function createBot(sandbox: TestSandbox): { bot: Telegraf; seen: string[]; next(): Promise<void> } {
  const bot = new Telegraf(sandbox.token, { telegram: { apiRoot: sandbox.url } });
  const seen: string[] = [];
  const waiting: (() => void)[] = [];
  bot.use(async (ctx, next) => {
    await next();
    seen.push(ctx.updateType);
    waiting.shift()?.();
  });
  bot.command('start', (ctx) => ctx.reply(`Hello ${ctx.from.first_name}: ${ctx.payload}`, pickerKey));
  bot.command('chart', (ctx) =>
    ctx.replyWithPhoto(Input.fromBuffer(onePixelPng, 'chart.png'), {
      caption: '<b>Chart</b>',
      parse_mode: 'HTML',
      ...Markup.inlineKeyboard([Markup.button.callback('More', 'more')]),
    }),
  );
  bot.action('more', async (ctx) => {
    await ctx.answerCbQuery('one moment');
    await ctx.editMessageMedia(
      { type: 'photo', media: Input.fromBuffer(onePixelPng, 'second.png'), caption: 'Second' },
      Markup.inlineKeyboard([Markup.button.callback('Back', 'back')]),
    );
  });
  bot.on('my_chat_member', () => undefined);
  bot.on('chat_shared', (ctx) =>
    ctx.reply(`chose ${ctx.message.chat_shared.chat_id}`, Markup.removeKeyboard()),
  );
  return { bot, seen, next: () => new Promise((resolve) => waiting.push(resolve)) };
}

/** A person's whole way: /start, the picker, a chart, a button. */
async function walk(sandbox: TestSandbox, { seen, next }: ReturnType<typeof createBot>): Promise<void> {
  const chat = async (): Promise<ChatView> => (await sandbox.get(`/sandbox/chats/${anna}`)).body as ChatView;
  const act = async (path: string, body: unknown, updates = 1): Promise<void> => {
    const done = Promise.all(Array.from({ length: updates }, next));
    expect((await sandbox.post(`/sandbox/chats/${anna}/${path}`, body)).status).toBe(200);
    await done;
  };

  await act('messages', { text: '/start deep_link' });
  expect((await chat()).messages.at(-1)?.text).toBe('Hello Anna: deep_link');
  expect((await chat()).replyKeyboard?.keyboard[0]?.[0]?.text).toBe('Choose a channel');

  await act('share-chat', { requestId: 7, channelId: daily }, 2);
  expect(seen.slice(-2).sort()).toEqual(['message', 'my_chat_member']);
  expect((await chat()).messages.at(-1)?.text).toBe(`chose ${daily}`);
  expect((await chat()).replyKeyboard).toBeNull();

  await act('messages', { text: '/chart' });
  const shown = (await chat()).messages.at(-1);
  expect(shown).toMatchObject({ text: 'Chart', entities: [{ type: 'bold', offset: 0, length: 5 }] });
  const picture = await fetch(sandbox.url + (shown?.photo?.url ?? ''));
  expect(Buffer.from(await picture.arrayBuffer())).toEqual(onePixelPng);

  await act('callback', { messageId: shown?.messageId, data: 'more' });
  expect((await chat()).messages.at(-1)).toMatchObject({
    messageId: shown?.messageId,
    text: 'Second',
    inlineKeyboard: [[{ text: 'Back', callback_data: 'back' }]],
  });
}

afterEach(closeTestSandboxes);

describe('a telegraf bot', () => {
  it('works by long polling, and stops cleanly', async () => {
    const sandbox = await startTestSandbox();
    const running = createBot(sandbox);
    const stopped = running.bot.launch();
    await walk(sandbox, running);
    running.bot.stop();
    await stopped;
    // What it handled is confirmed: nothing comes again.
    expect(await sandbox.result('getUpdates')).toEqual([]);
  });

  it('works by webhook with a secret', async () => {
    const sandbox = await startTestSandbox();
    const running = createBot(sandbox);
    const server = createServer(running.bot.webhookCallback('/hook', { secretToken: 'a-secret' }));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await running.bot.telegram.setWebhook(`http://127.0.0.1:${port}/hook`, { secret_token: 'a-secret' });
    await walk(sandbox, running);
    await sandbox.result('deleteWebhook');
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('is ended by a second poller with 409', async () => {
    const sandbox = await startTestSandbox();
    const first = createBot(sandbox).bot;
    const polling = new Promise<void>((resolve, reject) => {
      first.launch(() => resolve()).catch(reject);
    });
    await polling;
    const ended = sandbox.api('getUpdates', { timeout: 50 });
    expect(await sandbox.api('getUpdates')).toMatchObject({ ok: true });
    expect(await ended).toMatchObject({
      ok: false,
      error_code: 409,
      description:
        'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
    });
  });
});
