import { classifyTelegramError } from '../errors/classify-telegram-error.js';
import { ChatMigratedError } from '../errors/telegram.errors.js';

/** One call to Telegram, by its method's name and parameters. */
export type Call = (method: string, payload: Payload) => Promise<unknown>;
type Payload = Readonly<Record<string, unknown>>;

const longestText = 4096;
const longestCaption = 1024;

/**
 * Makes a call, and where Telegram refuses it for something that can be mended, the mended one, once: markup it can't read
 * becomes plain text, a text too long becomes several, a message that is gone is sent anew, a chat that moved is followed. A
 * message that already reads as it should is no failure.
 * @throws TelegramError for everything else
 */
export async function mended(call: Call, method: string, payload: Payload): Promise<unknown> {
  try {
    return await call(method, payload);
  } catch (error) {
    const refusal = classifyTelegramError(error, method);
    if (refusal instanceof ChatMigratedError) return call(method, { ...payload, chat_id: refusal.newChatId });
    switch (refusal?.code) {
      case 'E_TELEGRAM_NOT_MODIFIED':
        return true;
      case 'E_TELEGRAM_CANNOT_PARSE':
        return call(method, plain(payload));
      case 'E_TELEGRAM_TOO_LONG':
        return shortened(call, method, plain(payload), error);
      case 'E_TELEGRAM_MESSAGE_NOT_FOUND':
        return anew(call, method, payload, error);
      default:
        throw error;
    }
  }
}

/** The same without markup: what stood in tags is kept, the tags are not. */
function plain(payload: Payload): Payload {
  const { parse_mode: mode, media, ...rest } = payload;
  const bare = (text: unknown) => (typeof text === 'string' && mode === 'HTML' ? withoutTags(text) : text);
  return {
    ...rest,
    ...('text' in rest && { text: bare(rest['text']) }),
    ...('caption' in rest && { caption: bare(rest['caption']) }),
    ...(isPayload(media) ? { media: plain(media) } : media !== undefined && { media }),
  };
}

function withoutTags(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

async function shortened(call: Call, method: string, payload: Payload, error: unknown): Promise<unknown> {
  const { text, caption, media, reply_markup: buttons, ...rest } = payload;
  if (isPayload(media) && typeof media['caption'] === 'string') {
    return call(method, { ...payload, media: { ...media, caption: cut(media['caption'], longestCaption) } });
  }
  if (typeof caption === 'string') return call(method, { ...payload, caption: cut(caption, longestCaption) });
  if (typeof text !== 'string') throw error;
  if (method !== 'sendMessage') return call(method, { ...payload, text: cut(text, longestText) });
  const parts = partsOf(text);
  let answer: unknown;
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    answer = await call(method, {
      ...rest,
      text: part,
      ...(isLast && buttons !== undefined && { reply_markup: buttons }),
    });
  }
  return answer;
}

function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const kept = text.slice(0, longest - 1);
  // A cut through a surrogate pair would leave half a character.
  return `${/[\uD800-\uDBFF]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}

/** Parts that each fit into a message, cut behind a line where there is one. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  let left = text;
  while (left.length > longestText) {
    const line = left.lastIndexOf('\n', longestText);
    let end = line > 0 ? line : longestText;
    if (/[\uD800-\uDBFF]/.test(left.charAt(end - 1))) end -= 1;
    parts.push(left.slice(0, end));
    left = left.slice(line > 0 ? end + 1 : end);
  }
  return left.trim() === '' ? parts : [...parts, left];
}

function anew(call: Call, method: string, payload: Payload, error: unknown): Promise<unknown> {
  const { message_id: _gone, media, ...rest } = payload;
  if (payload['chat_id'] === undefined) throw error;
  if (method === 'editMessageText') return call('sendMessage', rest);
  if (method === 'editMessageMedia' && isPayload(media) && media['type'] === 'photo') {
    const { type: _photo, media: photo, ...words } = media;
    return call('sendPhoto', { ...rest, ...words, photo });
  }
  throw error;
}

function isPayload(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
