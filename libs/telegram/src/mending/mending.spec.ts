import { ChatMigratedError, TelegramError, type TelegramErrorCode } from '../errors/telegram.errors.js';
import { mended, type Call } from './mending.js';

/** Telegram that refuses the first call as told and accepts what follows. */
function refusing(first: Error): { call: Call; made: [string, unknown][] } {
  const made: [string, unknown][] = [];
  const call: Call = async (method, payload) => {
    made.push([method, payload]);
    if (made.length === 1) throw first;
    return { message_id: made.length };
  };
  return { call, made };
}
const refusal = (code: TelegramErrorCode) => new TelegramError(code, 'refused');

describe('mended', () => {
  it('says it without markup when Telegram can not read the markup', async () => {
    const { call, made } = refusing(refusal('E_TELEGRAM_CANNOT_PARSE'));
    const text = '<b>3 &lt; 5</b> &amp; more';
    await mended(call, 'sendMessage', { chat_id: 1, text, parse_mode: 'HTML', reply_markup: { x: 1 } });
    expect(made[1]).toEqual(['sendMessage', { chat_id: 1, text: '3 < 5 & more', reply_markup: { x: 1 } }]);
  });

  it('says a long text in several messages, buttons below the last', async () => {
    const { call, made } = refusing(refusal('E_TELEGRAM_TOO_LONG'));
    const lines = Array.from({ length: 900 }, (_, index) => `line ${index}`);
    const payload = { chat_id: 1, text: lines.join('\n'), reply_markup: { x: 1 } };
    await mended(call, 'sendMessage', payload);
    const sent = made.slice(1).map(([, said]) => said as { text: string; reply_markup?: unknown });
    expect(sent.length).toBeGreaterThan(1);
    expect(sent.every(({ text }) => text.length <= 4096)).toBe(true);
    expect(sent.map(({ text }) => text).join('\n')).toBe(payload.text);
    expect(sent.map(({ reply_markup }) => reply_markup !== undefined)).toEqual(
      [false, true].slice(2 - sent.length),
    );
  });

  it('cuts a caption that is too long', async () => {
    const { call, made } = refusing(refusal('E_TELEGRAM_TOO_LONG'));
    await mended(call, 'sendPhoto', { chat_id: 1, photo: 'x', caption: '😀'.repeat(600) });
    const { caption } = made[1]?.[1] as { caption: string };
    expect(caption.length).toBeLessThanOrEqual(1024);
    expect(caption).toMatch(/^(😀)+…$/u);
  });

  it('sends anew what can not be edited any more', async () => {
    const gone = refusal('E_TELEGRAM_MESSAGE_NOT_FOUND');
    const text = refusing(gone);
    await mended(text.call, 'editMessageText', { chat_id: 1, message_id: 7, text: 'now' });
    expect(text.made[1]).toEqual(['sendMessage', { chat_id: 1, text: 'now' }]);
    const picture = refusing(gone);
    const media = { type: 'photo', media: 'file', caption: 'now', parse_mode: 'HTML' };
    await mended(picture.call, 'editMessageMedia', { chat_id: 1, message_id: 7, media, reply_markup: {} });
    expect(picture.made[1]).toEqual([
      'sendPhoto',
      { chat_id: 1, photo: 'file', caption: 'now', parse_mode: 'HTML', reply_markup: {} },
    ]);
    const button = refusing(gone);
    await expect(mended(button.call, 'deleteMessage', { chat_id: 1, message_id: 7 })).rejects.toBe(gone);
  });

  it('follows a chat that moved, and takes an unchanged message for done', async () => {
    const moved = refusing(new ChatMigratedError('-1005'));
    await mended(moved.call, 'sendMessage', { chat_id: -5, text: 'x' });
    expect(moved.made[1]).toEqual(['sendMessage', { chat_id: '-1005', text: 'x' }]);
    const same = refusing(refusal('E_TELEGRAM_NOT_MODIFIED'));
    await expect(mended(same.call, 'editMessageText', { chat_id: 1, text: 'x' })).resolves.toBe(true);
  });

  it('leaves other refusals to whoever called', async () => {
    const blocked = refusal('E_TELEGRAM_BLOCKED_BY_USER');
    const { call, made } = refusing(blocked);
    await expect(mended(call, 'sendMessage', { chat_id: 1, text: 'x' })).rejects.toBe(blocked);
    expect(made).toHaveLength(1);
  });
});
