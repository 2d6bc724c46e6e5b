import {
  anna,
  closeTestSandboxes,
  daily,
  startTestSandbox,
  stranger,
  studio,
  type TestSandbox,
} from './test-sandbox.js';

let sandbox: TestSandbox;
const button = (data: string) => ({ inline_keyboard: [[{ text: 'x', callback_data: data }]] });

beforeEach(async () => {
  sandbox = await startTestSandbox({ limits: false });
  await sandbox.post(`/sandbox/chats/${anna}/messages`, { text: '/start' });
});
afterEach(closeTestSandboxes);

describe('refusals in Telegram’s words', () => {
  const cases: [string, string, Record<string, unknown>, string][] = [
    ['an unknown chat', 'sendMessage', { chat_id: 1, text: 'x' }, 'Bad Request: chat not found'],
    ['no chat', 'sendMessage', { text: 'x' }, 'Bad Request: chat_id is empty'],
    [
      'a person who never wrote',
      'sendMessage',
      { chat_id: stranger, text: 'x' },
      'Bad Request: chat not found',
    ],
    ['no text', 'sendMessage', { chat_id: anna, text: '  ' }, 'Bad Request: message text is empty'],
    [
      'a long text',
      'sendMessage',
      { chat_id: anna, text: 'x'.repeat(4097) },
      'Bad Request: message is too long',
    ],
    [
      'a long caption',
      'sendPhoto',
      { chat_id: anna, photo: 'x', caption: 'x'.repeat(1025) },
      'Bad Request: message caption is too long',
    ],
    ['no photo', 'sendPhoto', { chat_id: anna }, 'Bad Request: there is no photo in the request'],
    [
      'an unknown file',
      'sendDocument',
      { chat_id: anna, document: 'BAAD' },
      'Bad Request: wrong file identifier/HTTP URL specified',
    ],
    [
      'broken markup',
      'sendMessage',
      { chat_id: anna, text: '<b>x', parse_mode: 'HTML' },
      'Bad Request: can\'t parse entities: Can\'t find end tag corresponding to start tag "b"',
    ],
    [
      'long callback data',
      'sendMessage',
      { chat_id: anna, text: 'x', reply_markup: button('я'.repeat(33)) },
      'Bad Request: BUTTON_DATA_INVALID',
    ],
    [
      'a button without an action',
      'sendMessage',
      { chat_id: anna, text: 'x', reply_markup: { inline_keyboard: [[{ text: 'x' }]] } },
      "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ],
    [
      'no such message to edit',
      'editMessageText',
      { chat_id: anna, message_id: 999, text: 'x' },
      'Bad Request: message to edit not found',
    ],
    [
      'somebody’s message',
      'editMessageText',
      { chat_id: anna, message_id: 1, text: 'x' },
      "Bad Request: message can't be edited",
    ],
    [
      'no such message to delete',
      'deleteMessage',
      { chat_id: anna, message_id: 999 },
      'Bad Request: message to delete not found',
    ],
    [
      'an unknown query',
      'answerCallbackQuery',
      { callback_query_id: '5' },
      'Bad Request: query is too old and response timeout expired or query ID is invalid',
    ],
    [
      'a channel without the bot',
      'sendMessage',
      { chat_id: '@demo_daily', text: 'x' },
      'Forbidden: bot is not a member of the channel chat',
    ],
    ['a private channel', 'getChat', { chat_id: studio }, 'Bad Request: chat not found'],
    [
      'members of a channel without the bot',
      'getChatAdministrators',
      { chat_id: daily },
      'Bad Request: member list is inaccessible',
    ],
    [
      'a bad command',
      'setMyCommands',
      { commands: [{ command: 'No way', description: 'x' }] },
      'Bad Request: BOT_COMMAND_INVALID',
    ],
  ];

  it.each(cases)('%s', async (_name, method, parameters, description) => {
    const code = description.startsWith('Forbidden') ? 403 : 400;
    expect(await sandbox.api(method, parameters)).toEqual({ ok: false, error_code: code, description });
  });

  it('a person who blocked the bot, until unblocked', async () => {
    await sandbox.post(`/sandbox/chats/${anna}/block`, { blocked: true });
    expect(await sandbox.api('sendMessage', { chat_id: anna, text: 'x' })).toEqual({
      ok: false,
      error_code: 403,
      description: 'Forbidden: bot was blocked by the user',
    });
    await sandbox.post(`/sandbox/chats/${anna}/block`, { blocked: false });
    expect(await sandbox.api('sendMessage', { chat_id: anna, text: 'x' })).toMatchObject({ ok: true });
  });
});
