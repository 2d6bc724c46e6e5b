import {
  BlockedByUserError,
  ChatNotFoundError,
  NotAMemberError,
  NotEnoughRightsError,
  TelegramError,
  type TelegramErrorFields,
} from './telegram.errors.js';

type Make = (fields: TelegramErrorFields) => TelegramError;

const plain =
  (code: ConstructorParameters<typeof TelegramError>[0], message: string): Make =>
  (fields) =>
    new TelegramError(code, message, fields);

/**
 * Telegram tells its refusals apart by their English text only. The texts are those of the Bot API server's source and of
 * answers seen; the first that matches decides, so the narrower ones stand first.
 */
const byDescription: readonly (readonly [RegExp, Make])[] = [
  [
    /bot was blocked by the user|user is deactivated|bot can't initiate conversation|bot can't send messages to bots|PEER_ID_INVALID|USER_IS_BLOCKED/i,
    (fields) => new BlockedByUserError(fields),
  ],
  [
    /bot was kicked|bot is not a member|CHANNEL_PRIVATE|group chat was deactivated|the group chat was deleted|bot is not participating/i,
    (fields) => new NotAMemberError(fields),
  ],
  [
    /not enough rights|need administrator rights|have no rights|CHAT_ADMIN_REQUIRED|CHAT_WRITE_FORBIDDEN|member list is inaccessible|need to be inviter|CHAT_RESTRICTED|ADMIN_RANK|RIGHT_FORBIDDEN/i,
    (fields) => new NotEnoughRightsError(fields),
  ],
  [
    /chat not found|chat_id is empty|CHAT_ID_INVALID|CHANNEL_INVALID/i,
    (fields) => new ChatNotFoundError(fields),
  ],
  [/message is not modified/i, plain('E_TELEGRAM_NOT_MODIFIED', 'The message already reads like this.')],
  [
    /message (to \w+ )?(is )?not found|MESSAGE_ID_INVALID|message can't be (edited|deleted)|message identifier is not specified/i,
    plain(
      'E_TELEGRAM_MESSAGE_NOT_FOUND',
      'The message is gone or can not be changed any more: send a new one.',
    ),
  ],
  [
    /(message|caption|text).*too long|MESSAGE_TOO_LONG|MEDIA_CAPTION_TOO_LONG/i,
    plain('E_TELEGRAM_TOO_LONG', 'The text is too long: 4096 characters a message, 1024 a caption.'),
  ],
  [
    /can't parse (entities|message text|caption entities)|can't find end|unsupported start tag/i,
    plain('E_TELEGRAM_CANNOT_PARSE', 'Telegram can not read the formatting of the text: check its markup.'),
  ],
];

/** The error for a refusal that only its status and text describe. The text itself is not kept: it may quote what was sent. */
export function describedErrors(
  status: number,
  description: string,
  method: string | undefined,
): TelegramError {
  const fields = { method };
  const found = byDescription.find(([pattern]) => pattern.test(description));
  if (found !== undefined) return found[1](fields);
  // A bad token is answered with 401 or, when it doesn't even look like one, with 404.
  if (status === 401 || (status === 404 && !/method/i.test(description))) {
    return new TelegramError(
      'E_TELEGRAM_UNAUTHORIZED',
      'Telegram does not know the token: check it with @BotFather.',
      fields,
    );
  }
  if (status === 409) {
    return new TelegramError(
      'E_TELEGRAM_CONFLICT',
      'Another program fetches updates with this token, or a webhook is set: let only one do so.',
      fields,
      true,
    );
  }
  if (status === 403) return new NotAMemberError(fields);
  return new TelegramError(
    'E_TELEGRAM_BAD_REQUEST',
    `Telegram refused the call${method === undefined ? '' : ` ${method}`} with ${status}: its parameters are wrong.`,
    fields,
  );
}
