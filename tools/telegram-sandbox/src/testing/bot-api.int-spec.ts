import { type TelegramMessage } from '../state/telegram-objects.js';
import {
  anna,
  type ApiAnswer,
  closeTestSandboxes,
  daily,
  kitchen,
  onePixelPng,
  rustam,
  startTestSandbox,
  studio,
  stranger,
  type TestSandbox,
} from './test-sandbox.js';

let sandbox: TestSandbox;
const start = (user: number) => sandbox.post(`/sandbox/chats/${user}/messages`, { text: '/start' });
const promote = (channel: number, byUserId = anna) =>
  sandbox.post(`/sandbox/channels/${channel}/bot`, { admin: true, byUserId });
const send = (parameters: Record<string, unknown> = {}) =>
  sandbox.result<TelegramMessage>('sendMessage', { chat_id: anna, text: 'hello', ...parameters });
const button = (data: string) => ({ inline_keyboard: [[{ text: 'x', callback_data: data }]] });

beforeEach(async () => {
  sandbox = await startTestSandbox({ limits: false });
  await start(anna);
});
afterEach(closeTestSandboxes);

describe('a call', () => {
  const url = (path: string, token = sandbox.token) => `${sandbox.url}/bot${token}/${path}`;
  const read = async (response: Response) => ({
    status: response.status,
    ...((await response.json()) as ApiAnswer),
  });

  it('comes by query, JSON, form or multipart, by any letter case', async () => {
    const form = new URLSearchParams({ chat_id: String(anna), text: 'form' });
    const multipart = new FormData();
    multipart.set('chat_id', String(anna));
    multipart.set('text', 'multipart');
    const answers = [
      await fetch(url(`SENDMESSAGE?chat_id=${anna}&text=query`)),
      await fetch(url('sendmessage'), { method: 'POST', body: form }),
      await fetch(url('sendMessage'), { method: 'POST', body: multipart }),
      await fetch(url(`sendMessage?chat_id=${anna}`), {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: '{"text":"json"}',
      }),
    ];
    const texts = await Promise.all(answers.map(async (answer) => (await read(answer)).result));
    expect(texts).toMatchObject([
      { text: 'query' },
      { text: 'form' },
      { text: 'multipart' },
      { text: 'json' },
    ]);
  });

  it('with a wrong token, an unknown method or a broken body is refused', async () => {
    const json = { method: 'POST', headers: { 'content-type': 'application/json' } };
    expect(await read(await fetch(url('getMe', '7000000001:AAanother-token-of-somebody')))).toEqual({
      status: 401,
      ok: false,
      error_code: 401,
      description: 'Unauthorized',
    });
    expect(await read(await fetch(url('sendEverything')))).toEqual({
      status: 404,
      ok: false,
      error_code: 404,
      description: 'Not Found',
    });
    expect(await read(await fetch(url('sendMessage'), { ...json, body: '{"chat_id":' }))).toMatchObject({
      status: 400,
      error_code: 400,
    });
    const tooLong = JSON.stringify({ text: 'x'.repeat(1_100_000) });
    expect(await read(await fetch(url('sendMessage'), { ...json, body: tooLong }))).toMatchObject({
      status: 413,
    });
  });

  it('is dated by the simulated clock', async () => {
    const response = await fetch(url('getMe'));
    expect(response.headers.get('date')).toBe('Tue, 10 Mar 2026 12:00:00 GMT');
    expect((await send()).date).toBe(Date.UTC(2026, 2, 10, 12) / 1000);
  });
});

describe('messages', () => {
  it('share one increasing sequence of ids in private chats', async () => {
    await start(rustam);
    const [first, second] = [await send(), await send({ chat_id: rustam })];
    expect(second.message_id).toBe(first.message_id + 1);
  });

  it('are edited, refused when nothing changes, and deleted', async () => {
    const { message_id } = await send({ reply_markup: button('a') });
    const edit = { chat_id: anna, message_id, text: 'new', reply_markup: button('b') };
    expect(await sandbox.result('editMessageText', edit)).toMatchObject({
      text: 'new',
      edit_date: expect.any(Number) as number,
      reply_markup: button('b'),
    });
    expect((await sandbox.api('editMessageText', edit)).description).toBe(
      'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a ' +
        'current content and reply markup of the message',
    );
    const without = await sandbox.result<TelegramMessage>('editMessageReplyMarkup', {
      chat_id: anna,
      message_id,
    });
    expect(without.reply_markup).toBeUndefined();
    expect(await sandbox.result('deleteMessage', { chat_id: anna, message_id })).toBe(true);
    expect((await sandbox.get(`/sandbox/chats/${anna}`)).body).toMatchObject({
      messages: [{ text: '/start' }],
    });
  });

  it('carry uploaded files, which are found again by their ids', async () => {
    const form = new FormData();
    form.set('chat_id', String(anna));
    form.set('caption', 'Report');
    form.set('document', new File(['a,b\n1,2\n'], 'report.csv', { type: 'text/csv' }));
    const response = await fetch(`${sandbox.url}/bot${sandbox.token}/sendDocument`, {
      method: 'POST',
      body: form,
    });
    const { document } = ((await response.json()) as { result: TelegramMessage }).result;
    expect(document).toMatchObject({ file_name: 'report.csv', mime_type: 'text/csv', file_size: 8 });

    const again = await sandbox.result('sendDocument', { chat_id: anna, document: document?.file_id });
    expect(again).toMatchObject({ document });
    const file = await sandbox.result<{ file_path: string }>('getFile', { file_id: document?.file_id });
    const download = await fetch(`${sandbox.url}/file/bot${sandbox.token}/${file.file_path}`);
    expect(await download.text()).toBe('a,b\n1,2\n');
  });

  it('refuse what is no picture, and pictures out of proportion', async () => {
    const upload = async (bytes: Buffer) => {
      const form = new FormData();
      form.set('chat_id', String(anna));
      form.set('photo', 'attach://picture');
      form.set('picture', new Blob([new Uint8Array(bytes)]), 'p.png');
      const response = await fetch(`${sandbox.url}/bot${sandbox.token}/sendPhoto`, {
        method: 'POST',
        body: form,
      });
      return ((await response.json()) as ApiAnswer).description;
    };
    const thin = Buffer.from(onePixelPng);
    thin.writeUInt32BE(21, 16);
    expect(await upload(Buffer.from('not a picture'))).toBe('Bad Request: IMAGE_PROCESS_FAILED');
    expect(await upload(thin)).toBe('Bad Request: PHOTO_INVALID_DIMENSIONS');
    expect(await upload(Buffer.alloc(0))).toBe('Bad Request: file must be non-empty');
    expect(await upload(onePixelPng)).toBeUndefined();
  });

  it('answer a pressed button once', async () => {
    const { message_id } = await send({ reply_markup: button('go') });
    const press = { messageId: message_id, data: 'go' };
    const { queryId } = (await sandbox.post(`/sandbox/chats/${anna}/callback`, press)).body as {
      queryId: string;
    };
    const answer = { callback_query_id: queryId, text: 'done' };
    expect(await sandbox.result('answerCallbackQuery', answer)).toBe(true);
    expect(await sandbox.api('answerCallbackQuery', answer)).toMatchObject({ error_code: 400 });
    expect((await sandbox.post(`/sandbox/chats/${anna}/callback`, { ...press, data: 'no' })).status).toBe(
      404,
    );
  });
});

describe('channels', () => {
  it('tell a bot that administers them who else does, and who is in', async () => {
    await promote(daily);
    const admins = await sandbox.result<{ status: string; user: { id: number } }[]>('getChatAdministrators', {
      chat_id: '@demo_daily',
    });
    expect(admins.map(({ status }) => status)).toEqual(['creator', 'administrator', 'administrator']);
    const member = (user_id: number) => sandbox.result('getChatMember', { chat_id: daily, user_id });
    expect(await member(anna)).toMatchObject({ status: 'creator' });
    expect(await member(stranger)).toMatchObject({ status: 'left' });
    await sandbox.post(`/sandbox/channels/${daily}/events`, { kind: 'join', userId: stranger });
    expect(await member(stranger)).toMatchObject({ status: 'member' });
  });

  it('of a public name show their size to anybody', async () => {
    expect(await sandbox.result('getChatMemberCount', { chat_id: '@demo_kitchen' })).toBeGreaterThan(400);
    expect(await sandbox.result('getChat', { chat_id: kitchen })).toMatchObject({
      type: 'channel',
      username: 'demo_kitchen',
    });
  });

  it('attribute joins to the bot’s invite links', async () => {
    await promote(daily);
    await sandbox.result('getUpdates', { offset: -1, allowed_updates: ['chat_member'] });
    const link = await sandbox.result<{ invite_link: string }>('createChatInviteLink', {
      chat_id: daily,
      name: 'Ads',
    });
    expect(link).toMatchObject({ name: 'Ads', creator: { is_bot: true }, is_primary: false });
    await sandbox.post(`/sandbox/channels/${daily}/events`, { kind: 'join', inviteLink: link.invite_link });
    const updates = await sandbox.result<unknown[]>('getUpdates');
    expect(updates.at(-1)).toMatchObject({
      chat_member: {
        old_chat_member: { status: 'left' },
        new_chat_member: { status: 'member' },
        invite_link: link,
      },
    });
  });

  it('take the bot’s own posts, with ids of their own, and do not tell it of them', async () => {
    await promote(daily);
    await sandbox.result('getUpdates', { offset: -1 });
    const post = await sandbox.result<TelegramMessage>('sendMessage', {
      chat_id: daily,
      text: 'from the bot',
    });
    const { message_id } = post;
    await sandbox.result('editMessageText', { chat_id: daily, message_id, text: 'edited by the bot' });
    const page = await (await fetch(`${sandbox.url}/s/demo_daily`)).text();
    expect(page).toContain('edited by the bot');
    expect(await sandbox.result<unknown[]>('getUpdates', { offset: 0 })).toHaveLength(1);
    await sandbox.result('deleteMessage', { chat_id: daily, message_id });
    expect(await (await fetch(`${sandbox.url}/s/demo_daily`)).text()).not.toContain('edited by the bot');
  });

  it('say 403 to a bot that was thrown out', async () => {
    await promote(studio);
    await sandbox.post(`/sandbox/channels/${studio}/bot`, { admin: false, kicked: true, byUserId: anna });
    expect((await sandbox.api('getChat', { chat_id: studio })).description).toBe(
      'Forbidden: bot was kicked from the channel chat',
    );
  });
});
