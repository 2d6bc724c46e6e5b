import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox } from '../create-sandbox.js';
import { type StateView } from '../control/control-views.js';
import { type TelegramMessage, type TelegramUpdate } from '../state/telegram-objects.js';
import { anna, closeTestSandboxes, daily, onePixelPng, startTestSandbox } from './test-sandbox.js';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sandbox-test-'));
});
afterEach(async () => {
  await closeTestSandboxes();
  await rm(dataDir, { recursive: true });
});

describe('a restart', () => {
  it('continues with chats, files, channels, links and unconfirmed updates', async () => {
    const before = await startTestSandbox({ dataDir, limits: false });
    await before.post(`/sandbox/chats/${anna}/messages`, { text: 'hello' });
    await before.post(`/sandbox/channels/${daily}/bot`, { admin: true, byUserId: anna });
    await before.result('getUpdates', { allowed_updates: ['message', 'my_chat_member', 'channel_post'] });
    await before.post(`/sandbox/channels/${daily}/events`, { kind: 'post', text: 'a post by hand' });
    await before.post(`/sandbox/channels/${daily}/events`, { kind: 'join', count: 50 });
    await before.post(`/sandbox/channels/${daily}/events`, { kind: 'boost', boostId: 'kept' });
    await before.result('createChatInviteLink', { chat_id: daily, name: 'Kept' });
    const form = new FormData();
    form.set('chat_id', String(anna));
    form.set('photo', new Blob([new Uint8Array(onePixelPng)]), 'p.png');
    await fetch(`${before.url}/bot${before.token}/sendPhoto`, { method: 'POST', body: form });
    const [chat, state, updates] = [
      await before.get(`/sandbox/chats/${anna}`),
      (await before.get('/sandbox/state')).body as StateView,
      await before.result<TelegramUpdate[]>('getUpdates'),
    ];
    expect(updates).toHaveLength(3);
    await before.close();

    const after = await startTestSandbox({ dataDir, limits: false });
    expect(await after.get(`/sandbox/chats/${anna}`)).toEqual(chat);
    expect(((await after.get('/sandbox/state')).body as StateView).channels).toEqual(state.channels);
    expect(await after.result('getUpdates')).toEqual(updates);
    await after.result('getUpdates', { allowed_updates: [] });
    await after.post(`/sandbox/channels/${daily}/events`, { kind: 'unboost' });
    expect((await after.result<TelegramUpdate[]>('getUpdates')).at(-1)).toMatchObject({
      removed_chat_boost: { boost_id: 'kept' },
    });
    expect(await (await fetch(`${after.url}/s/demo_daily`)).text()).toContain('a post by hand');
    const sent = await after.result<TelegramMessage>('sendMessage', { chat_id: anna, text: 'next' });
    expect(sent.message_id).toBe((chat.body as { messages: unknown[] }).messages.length + 1);
    const picture = (chat.body as { messages: { photo?: { url: string } }[] }).messages[1]?.photo?.url;
    expect((await fetch(after.url + (picture ?? ''))).status).toBe(200);
    await after.post(`/sandbox/chats/${anna}/messages`, { text: 'again' });
    const last = (await after.result<TelegramUpdate[]>('getUpdates')).at(-1);
    expect(last?.update_id).toBe((updates.at(-1)?.update_id ?? 0) + 2);
  });

  it('continues a webhook', async () => {
    const before = await startTestSandbox({ dataDir });
    await before.result('setWebhook', {
      url: 'http://127.0.0.1:9/x',
      secret_token: 'abc',
      max_connections: 7,
    });
    await before.close();
    const after = await startTestSandbox({ dataDir });
    expect(await after.result('getWebhookInfo')).toMatchObject({
      url: 'http://127.0.0.1:9/x',
      max_connections: 7,
    });
  });

  it.each([
    ['cut off', (text: string) => text.slice(0, 100), 'it is no JSON'],
    ['of another shape', () => '{"version":1}', 'is broken'],
  ])(
    'with data that are %s stops with the remedy and leaves the file alone',
    async (_name, spoil, reason) => {
      const path = join(dataDir, 'sandbox.json');
      await (await startTestSandbox({ dataDir })).close();
      const spoiled = spoil(await readFile(path, 'utf8'));
      await writeFile(path, spoiled);
      const started = createSandbox({ port: 0, dataDir });
      await expect(started).rejects.toMatchObject({
        code: 'E_SANDBOX_STORAGE',
        message: expect.stringMatching(new RegExp(`${reason}.*move it away or delete it`)) as string,
      });
      expect(await readFile(path, 'utf8')).toBe(spoiled);
    },
  );
});
