import { type TelegramUpdate } from '../state/telegram-objects.js';
import {
  anna,
  closeTestSandboxes,
  daily,
  rustam,
  startTestSandbox,
  type TestSandbox,
} from './test-sandbox.js';

const write = (sandbox: TestSandbox, text: string, user = anna) =>
  sandbox.post(`/sandbox/chats/${user}/messages`, { text });
const updates = (sandbox: TestSandbox, parameters = {}) =>
  sandbox.result<TelegramUpdate[]>('getUpdates', parameters);
const texts = (list: TelegramUpdate[]) =>
  list.map(({ message }) => (message as { text?: string } | undefined)?.text);
const promote = (sandbox: TestSandbox) =>
  sandbox.post(`/sandbox/channels/${daily}/bot`, { admin: true, byUserId: anna });

afterEach(closeTestSandboxes);

describe('getUpdates', () => {
  it('gives updates again until an offset confirms them', async () => {
    const sandbox = await startTestSandbox();
    for (const text of ['a', 'b', 'c']) await write(sandbox, text);
    const all = await updates(sandbox);
    expect(texts(all)).toEqual(['a', 'b', 'c']);
    const [first, second] = all.map(({ update_id }) => update_id);
    expect(second).toBe((first ?? 0) + 1);
    expect(texts(await updates(sandbox, { limit: 2 }))).toEqual(['a', 'b']);
    expect(texts(await updates(sandbox, { offset: second }))).toEqual(['b', 'c']);
    expect(texts(await updates(sandbox))).toEqual(['b', 'c']);
    expect(texts(await updates(sandbox, { offset: -1 }))).toEqual(['c']);
    expect(texts(await updates(sandbox))).toEqual(['c']);
  });

  it('waits for an update', async () => {
    const sandbox = await startTestSandbox();
    const polled = updates(sandbox, { timeout: 50 });
    await write(sandbox, 'late');
    expect(texts(await polled)).toEqual(['late']);
  });

  it('frees the place of a poller that hangs up', async () => {
    const sandbox = await startTestSandbox();
    const hangUp = new AbortController();
    const url = `${sandbox.url}/bot${sandbox.token}/getUpdates?timeout=50`;
    const gone = fetch(url, { signal: hangUp.signal }).catch((error: Error) => error.name);
    await eventuallyPolling(sandbox);
    hangUp.abort();
    expect(await gone).toBe('AbortError');
    const next = updates(sandbox, { timeout: 50 });
    await write(sandbox, 'x');
    expect(texts(await next)).toEqual(['x']);
  });

  it('answers 409 while a webhook is set', async () => {
    const sandbox = await startTestSandbox();
    const polled = sandbox.api('getUpdates', { timeout: 50 });
    await eventuallyPolling(sandbox);
    await sandbox.result('setWebhook', { url: 'http://127.0.0.1:9/' });
    expect(await polled).toMatchObject({
      error_code: 409,
      description: 'Conflict: terminated by setWebhook request',
    });
    expect(await sandbox.api('getUpdates')).toMatchObject({ ok: false, error_code: 409 });
    await sandbox.result('deleteWebhook', { drop_pending_updates: true });
    expect(await updates(sandbox)).toEqual([]);
  });
});

describe('allowed_updates', () => {
  const happen = async (sandbox: TestSandbox): Promise<void> => {
    await sandbox.post(`/sandbox/channels/${daily}/events`, { kind: 'post', text: 'news' });
    await sandbox.post(`/sandbox/channels/${daily}/events`, { kind: 'join' });
    await sandbox.post(`/sandbox/channels/${daily}/events`, { kind: 'reaction', count: 5 });
  };
  const kinds = (list: TelegramUpdate[]) =>
    list.map((update) => Object.keys(update).find((key) => key !== 'update_id'));

  it('leaves out member and reaction updates unless they are named', async () => {
    const sandbox = await startTestSandbox();
    await promote(sandbox);
    await happen(sandbox);
    expect(kinds(await updates(sandbox))).toEqual(['my_chat_member', 'channel_post']);
  });

  it('is remembered, and holds for later updates only', async () => {
    const sandbox = await startTestSandbox();
    await promote(sandbox);
    await updates(sandbox, {
      allowed_updates: ['chat_member', 'message_reaction_count', 'channel_post', 'nonsense'],
    });
    await happen(sandbox);
    await write(sandbox, 'not named');
    expect(kinds(await updates(sandbox))).toEqual([
      'my_chat_member',
      'channel_post',
      'chat_member',
      'message_reaction_count',
    ]);
    expect(await sandbox.result('getWebhookInfo')).toMatchObject({
      allowed_updates: ['chat_member', 'message_reaction_count', 'channel_post'],
    });
    await updates(sandbox, { allowed_updates: '[]' });
    await write(sandbox, 'named again', rustam);
    expect(texts(await updates(sandbox)).at(-1)).toBe('named again');
  });
});

/** Resolves when a poller waits. */
async function eventuallyPolling({ context }: TestSandbox): Promise<void> {
  while (context.poll.quietMs() > 0) await new Promise((resolve) => setImmediate(resolve));
}
