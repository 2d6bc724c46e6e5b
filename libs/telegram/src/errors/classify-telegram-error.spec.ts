import { inspect } from 'node:util';
import { TelegramError as TelegrafError } from 'telegraf';
import { classifyTelegramError } from './classify-telegram-error.js';
import { ChatMigratedError, RateLimitedError, TelegramUnavailableError } from './telegram.errors.js';

const secret = '123456:AAsecret-of-the-bot';

function answer(status: number, description: string, parameters?: object): TelegrafError {
  const response = { error_code: status, description, ...(parameters && { parameters }) };
  return new TelegrafError(response, { method: 'sendMessage', payload: { text: 'private words' } });
}

describe('classifyTelegramError', () => {
  it.each([
    [403, 'Forbidden: bot was blocked by the user', 'E_TELEGRAM_BLOCKED_BY_USER', false],
    [403, 'Forbidden: user is deactivated', 'E_TELEGRAM_BLOCKED_BY_USER', false],
    [403, "Forbidden: bot can't initiate conversation with a user", 'E_TELEGRAM_BLOCKED_BY_USER', false],
    [403, 'Forbidden: bot was kicked from the channel chat', 'E_TELEGRAM_NOT_A_MEMBER', false],
    [403, 'Forbidden: bot is not a member of the channel chat', 'E_TELEGRAM_NOT_A_MEMBER', false],
    [
      400,
      'Bad Request: not enough rights to send text messages to the chat',
      'E_TELEGRAM_NOT_ENOUGH_RIGHTS',
      false,
    ],
    [
      400,
      'Bad Request: need administrator rights in the channel chat',
      'E_TELEGRAM_NOT_ENOUGH_RIGHTS',
      false,
    ],
    [400, 'Bad Request: member list is inaccessible', 'E_TELEGRAM_NOT_ENOUGH_RIGHTS', false],
    [400, 'Bad Request: chat not found', 'E_TELEGRAM_CHAT_NOT_FOUND', false],
    [
      400,
      'Bad Request: message is not modified: specified new message content …',
      'E_TELEGRAM_NOT_MODIFIED',
      false,
    ],
    [400, 'Bad Request: message to edit not found', 'E_TELEGRAM_MESSAGE_NOT_FOUND', false],
    [400, "Bad Request: message can't be edited", 'E_TELEGRAM_MESSAGE_NOT_FOUND', false],
    [400, 'Bad Request: message is too long', 'E_TELEGRAM_TOO_LONG', false],
    [400, 'Bad Request: message caption is too long', 'E_TELEGRAM_TOO_LONG', false],
    [400, "Bad Request: can't parse entities: Unsupported start tag", 'E_TELEGRAM_CANNOT_PARSE', false],
    [
      400,
      'Bad Request: wrong file_id or the file is temporarily unavailable',
      'E_TELEGRAM_BAD_REQUEST',
      false,
    ],
    [401, 'Unauthorized', 'E_TELEGRAM_UNAUTHORIZED', false],
    [404, 'Not Found', 'E_TELEGRAM_UNAUTHORIZED', false],
    [404, 'Not Found: method not found', 'E_TELEGRAM_BAD_REQUEST', false],
    [409, 'Conflict: terminated by other getUpdates request', 'E_TELEGRAM_CONFLICT', true],
    [502, 'Bad Gateway', 'E_TELEGRAM_UNAVAILABLE', true],
  ])('knows %s "%s"', (status, description, code, retryable) => {
    expect(classifyTelegramError(answer(status, description))).toMatchObject({
      code,
      retryable,
      method: 'sendMessage',
    });
  });

  it('tells how long to wait after 429', () => {
    const error = classifyTelegramError(
      answer(429, 'Too Many Requests: retry after 14', { retry_after: 14 }),
    );
    expect(error).toBeInstanceOf(RateLimitedError);
    expect(error).toMatchObject({ retryAfterMs: 14_000, retryable: true });
  });

  it('tells where a migrated group went', () => {
    const text = 'Bad Request: group chat was upgraded to a supergroup chat';
    const error = classifyTelegramError(answer(400, text, { migrate_to_chat_id: -1001293752024 }));
    expect(error).toBeInstanceOf(ChatMigratedError);
    expect(error).toMatchObject({ newChatId: '-1001293752024' });
  });

  it('keeps the token and what was sent out of everything it gives', () => {
    const refused = new Error(`request to https://api.telegram.org/bot${secret}/getMe failed`);
    const network = Object.assign(refused, { name: 'FetchError', code: 'ECONNREFUSED' });
    const errors = [
      classifyTelegramError(network, 'getMe'),
      classifyTelegramError(answer(400, `chat ${secret}`)),
    ];
    expect(errors[0]).toBeInstanceOf(TelegramUnavailableError);
    const shown = inspect(errors, { depth: 9, showHidden: true });
    expect(shown).toContain('ECONNREFUSED');
    expect(shown).not.toContain(secret);
    expect(shown).not.toContain('private words');
  });

  it('leaves alone what has nothing to do with Telegram', () => {
    expect(classifyTelegramError(new TypeError('x is undefined'))).toBeUndefined();
    expect(classifyTelegramError('text')).toBeUndefined();
  });
});
