import { SourceError } from '../sources/source.errors.js';

/** What an error of MTProto asks for. */
export type MtprotoTrouble =
  | { readonly kind: 'flood'; readonly seconds: number }
  | { readonly kind: 'migrated'; readonly dataCentre: number }
  | { readonly kind: 'revoked' }
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'no-access' }
  | { readonly kind: 'unavailable' };

const revoked = /^(AUTH_KEY_(UNREGISTERED|INVALID|DUPLICATED|PERM_EMPTY)|SESSION_(REVOKED|EXPIRED))$/;
const unauthorized =
  /^(API_ID_INVALID|API_ID_PUBLISHED_FLOOD|ACCESS_TOKEN_(INVALID|EXPIRED)|USER_DEACTIVATED(_BAN)?)$/;
const noAccess =
  /^(CHANNEL_(INVALID|PRIVATE)|CHAT_ADMIN_REQUIRED|USERNAME_(INVALID|NOT_OCCUPIED)|CHANNEL_PUBLIC_GROUP_NA)$/;

/** Reads a thrown value by Telegram's text. The texts are those of Telegram's list of errors. */
export function mtprotoTrouble(error: unknown): MtprotoTrouble {
  const text = stringIn(error, 'text');
  const number = Number(
    /_(\d+)$/.exec(text)?.[1] ?? numberIn(error, 'seconds') ?? numberIn(error, 'newDc') ?? 0,
  );
  if (/^(FLOOD|SLOWMODE|FLOOD_PREMIUM|TAKEOUT_INIT)_(WAIT|DELAY)/.test(text)) {
    return { kind: 'flood', seconds: Math.max(1, number) };
  }
  if (/^(USER|PHONE|NETWORK)_MIGRATE/.test(text)) return { kind: 'migrated', dataCentre: number };
  if (revoked.test(text)) return { kind: 'revoked' };
  if (unauthorized.test(text)) return { kind: 'unauthorized' };
  return { kind: noAccess.test(text) ? 'no-access' : 'unavailable' };
}

/** The error a reader of figures gets. Telegram's own error is not its cause: it may hold what was asked. */
export function sourceErrorOf(trouble: MtprotoTrouble): SourceError {
  switch (trouble.kind) {
    case 'flood':
      return new SourceError(
        'E_MTPROTO_FLOOD_WAIT',
        `Telegram asks to wait ${trouble.seconds} s before the next call over MTProto.`,
        {},
        true,
      );
    case 'revoked':
    case 'unauthorized':
      return new SourceError(
        'E_MTPROTO_UNAUTHORIZED',
        'Telegram refuses the login over MTProto: check BOT_TOKEN, TELEGRAM_API_ID and TELEGRAM_API_HASH.',
      );
    case 'no-access':
      return new SourceError(
        'E_MTPROTO_NO_ACCESS',
        'The channel can not be read over MTProto: it does not exist, or the bot is not in it.',
      );
    case 'migrated':
    case 'unavailable':
      return new SourceError(
        'E_MTPROTO_UNAVAILABLE',
        'Telegram does not answer over MTProto: try again later.',
        {},
        true,
      );
  }
}

function stringIn(error: unknown, field: string): string {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, field) : undefined;
  return typeof value === 'string' ? value : '';
}

function numberIn(error: unknown, field: string): number | undefined {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, field) : undefined;
  return typeof value === 'number' ? value : undefined;
}
