/** A refused call, as Telegram words it. `message` is the answer's `description`. */
export class BotApiError extends Error {
  readonly code = 'E_BOT_API';

  constructor(
    /** HTTP status and `error_code`. */
    readonly status: number,
    description: string,
    readonly parameters?: { retry_after?: number; migrate_to_chat_id?: number },
  ) {
    super(description);
    this.name = 'BotApiError';
  }
}

/** 400 */
export function badRequest(reason: string): BotApiError {
  return new BotApiError(400, `Bad Request: ${reason}`);
}

/** 400: the chat goes on under another id. */
export function migrated(to: number): BotApiError {
  const description = 'Bad Request: group chat was upgraded to a supergroup chat';
  return new BotApiError(400, description, { migrate_to_chat_id: to });
}

/** 403 */
export function forbidden(reason: string): BotApiError {
  return new BotApiError(403, `Forbidden: ${reason}`);
}

/** 409 */
export function conflict(reason: string): BotApiError {
  return new BotApiError(409, `Conflict: ${reason}`);
}

/** 429; seconds. */
export function tooManyRequests(retryAfter: number): BotApiError {
  return new BotApiError(429, `Too Many Requests: retry after ${retryAfter}`, { retry_after: retryAfter });
}
