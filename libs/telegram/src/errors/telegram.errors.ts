/** What Telegram refused, as stable codes. */
export type TelegramErrorCode =
  | 'E_TELEGRAM_BLOCKED_BY_USER'
  | 'E_TELEGRAM_NOT_A_MEMBER'
  | 'E_TELEGRAM_NOT_ENOUGH_RIGHTS'
  | 'E_TELEGRAM_CHAT_NOT_FOUND'
  | 'E_TELEGRAM_CHAT_MIGRATED'
  | 'E_TELEGRAM_NOT_MODIFIED'
  | 'E_TELEGRAM_MESSAGE_NOT_FOUND'
  | 'E_TELEGRAM_TOO_LONG'
  | 'E_TELEGRAM_CANNOT_PARSE'
  | 'E_TELEGRAM_BAD_REQUEST'
  | 'E_TELEGRAM_UNAUTHORIZED'
  | 'E_TELEGRAM_CONFLICT'
  | 'E_TELEGRAM_RATE_LIMITED'
  | 'E_TELEGRAM_UNAVAILABLE'
  | 'E_TELEGRAM_UNEXPECTED_ANSWER'
  | 'E_TELEGRAM_DEADLINE'
  | 'E_TELEGRAM_ABORTED';

/** What an error is made of besides its code and message. */
export interface TelegramErrorFields {
  /** The Bot API method that was called, where it is known. */
  readonly method?: string | undefined;
  readonly cause?: unknown;
}

/**
 * A call to Telegram that didn't succeed. `retryable`: the same call may succeed later without anybody doing anything.
 * Neither message nor cause holds the token or what was sent.
 */
export class TelegramError extends Error {
  readonly method: string | undefined;

  constructor(
    readonly code: TelegramErrorCode,
    message: string,
    fields: TelegramErrorFields = {},
    readonly retryable = false,
  ) {
    super(message, fields.cause === undefined ? {} : { cause: fields.cause });
    this.name = new.target.name;
    this.method = fields.method;
  }
}

/** The person blocked the bot, deleted the account or never wrote to it: stop writing to them. */
export class BlockedByUserError extends TelegramError {
  constructor(fields?: TelegramErrorFields) {
    super(
      'E_TELEGRAM_BLOCKED_BY_USER',
      'The person can not be written to: they blocked the bot, deleted their account or never started it.',
      fields,
    );
  }
}

/** The bot is no member of the chat (any more): mark it as lost and tell its owner. */
export class NotAMemberError extends TelegramError {
  constructor(fields?: TelegramErrorFields) {
    super('E_TELEGRAM_NOT_A_MEMBER', 'The bot is not in the chat: add it again as administrator.', fields);
  }
}

/** The bot is in the chat but lacks a right that the call needs. */
export class NotEnoughRightsError extends TelegramError {
  constructor(fields?: TelegramErrorFields) {
    super(
      'E_TELEGRAM_NOT_ENOUGH_RIGHTS',
      'The bot lacks a right for this: restore its administrator rights.',
      fields,
    );
  }
}

/** No chat of that id or name is known to the bot. */
export class ChatNotFoundError extends TelegramError {
  constructor(fields?: TelegramErrorFields) {
    super('E_TELEGRAM_CHAT_NOT_FOUND', 'Telegram knows no such chat: check the id or the @name.', fields);
  }
}

/** The group became a supergroup: go on with `newChatId`. */
export class ChatMigratedError extends TelegramError {
  constructor(
    /** Decimal string. */
    readonly newChatId: string,
    fields?: TelegramErrorFields,
  ) {
    super('E_TELEGRAM_CHAT_MIGRATED', 'The group became a supergroup: use its new id.', fields);
  }
}

/** Telegram asks the whole token to wait. */
export class RateLimitedError extends TelegramError {
  constructor(
    readonly retryAfterMs: number,
    fields?: TelegramErrorFields,
  ) {
    super(
      'E_TELEGRAM_RATE_LIMITED',
      `Telegram asks to wait ${Math.ceil(retryAfterMs / 1000)} s before the next call.`,
      fields,
      true,
    );
  }
}

/** Telegram answered 5xx, something that is no JSON, or not at all. */
export class TelegramUnavailableError extends TelegramError {
  constructor(
    /** The HTTP status; undefined when the connection failed or timed out. */
    readonly status: number | undefined,
    fields?: TelegramErrorFields,
  ) {
    super(
      'E_TELEGRAM_UNAVAILABLE',
      status === undefined ? 'Telegram could not be reached: try again.' : `Telegram answered ${status}.`,
      fields,
      true,
    );
  }
}

/** No slot was free before the caller's deadline: nothing was sent. */
export class LimiterDeadlineError extends TelegramError {
  constructor(
    /** How long the wait would have been. */
    readonly waitMs: number,
    fields?: TelegramErrorFields,
  ) {
    super(
      'E_TELEGRAM_DEADLINE',
      `The call would have had to wait ${Math.ceil(waitMs)} ms for its turn, longer than its deadline.`,
      fields,
      true,
    );
  }
}

/** The caller's signal ended the call before it was sent or answered. */
export class CallAbortedError extends TelegramError {
  constructor(fields?: TelegramErrorFields) {
    super('E_TELEGRAM_ABORTED', 'The call was given up by its caller.', fields, true);
  }
}
