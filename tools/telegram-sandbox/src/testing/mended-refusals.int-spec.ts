import { classifyTelegramError, createTelegramClient, mended, TelegramLimiter } from '@analyticbot/telegram';
import {
  anna,
  closeTestSandboxes,
  daily,
  rustam,
  startTestSandbox,
  studio,
  type TestSandbox,
} from './test-sandbox.js';

let sandbox: TestSandbox;
let call: (method: string, payload: object) => Promise<unknown>;

beforeEach(async () => {
  sandbox = await startTestSandbox({ limits: false });
  for (const person of [anna, rustam])
    await sandbox.post(`/sandbox/chats/${person}/messages`, { text: '/start' });
  const { url: apiRoot, token } = sandbox;
  const client = createTelegramClient({
    token,
    apiRoot,
    limiter: new TelegramLimiter({ token, localShare: 1 }),
  });
  const callApi = client.callApi.bind(client) as unknown as typeof call;
  call = (method, payload) => mended(callApi, method, payload as Record<string, unknown>);
});
afterEach(closeTestSandboxes);

const textsOf = async (person: number): Promise<string[]> => {
  const { body } = await sandbox.get(`/sandbox/chats/${person}`);
  const { messages } = body as { messages: { from: string; text: string }[] };
  return messages.filter(({ from }) => from === 'bot').map(({ text }) => text);
};
const codeOf = (method: string, payload: object) =>
  call(method, payload).then(
    () => 'accepted',
    (error: unknown) => classifyTelegramError(error)?.code,
  );
const setBot = (change: object) =>
  sandbox.post(`/sandbox/channels/${studio}/bot`, { byUserId: anna, ...change });

describe('what Telegram refuses and can be mended arrives', () => {
  it('without its markup where that can not be read', async () => {
    await call('sendMessage', { chat_id: anna, text: '<b>3 &lt; 5', parse_mode: 'HTML' });
    expect(await textsOf(anna)).toEqual(['3 < 5']);
  });

  it('in several messages where it is too long', async () => {
    const text = Array.from({ length: 900 }, (_, index) => `line ${index}`).join('\n');
    await call('sendMessage', { chat_id: anna, text });
    const texts = await textsOf(anna);
    expect(texts.length).toBeGreaterThan(1);
    expect(texts.join('\n')).toBe(text);
  });

  it('anew where the message to change is gone, and once where it reads so already', async () => {
    const { message_id } = (await call('sendMessage', { chat_id: anna, text: 'old' })) as {
      message_id: number;
    };
    await call('editMessageText', { chat_id: anna, message_id, text: 'old' });
    expect(await textsOf(anna)).toEqual(['old']);
    await call('deleteMessage', { chat_id: anna, message_id });
    await call('editMessageText', { chat_id: anna, message_id, text: 'new' });
    expect(await textsOf(anna)).toEqual(['new']);
  });

  it('in the chat that the former one has become', async () => {
    await sandbox.post('/sandbox/moved-chats', { from: -55, to: rustam });
    await call('sendMessage', { chat_id: -55, text: 'to all of you' });
    expect(await textsOf(rustam)).toEqual(['to all of you']);
  });
});

describe('what can not be mended has a code that says what to do', () => {
  it('for a person who blocked the bot', async () => {
    await sandbox.post(`/sandbox/chats/${anna}/block`, { blocked: true });
    expect(await codeOf('sendMessage', { chat_id: anna, text: 'x' })).toBe('E_TELEGRAM_BLOCKED_BY_USER');
  });

  it.each([
    ['left out of', { admin: false }],
    ['kicked from', { admin: false, kicked: true }],
  ])('for a channel that the bot was %s', async (_how, change) => {
    await setBot({ admin: true });
    expect(await codeOf('getChatMemberCount', { chat_id: studio })).toBe('accepted');
    await setBot(change);
    expect(await codeOf('getChatMemberCount', { chat_id: studio })).toBe('E_TELEGRAM_NOT_A_MEMBER');
  });

  it('for rights that the bot does not have, and chats that are not there', async () => {
    expect(await codeOf('getChatAdministrators', { chat_id: daily })).toBe('E_TELEGRAM_NOT_ENOUGH_RIGHTS');
    expect(await codeOf('sendMessage', { chat_id: 42, text: 'x' })).toBe('E_TELEGRAM_CHAT_NOT_FOUND');
  });
});
