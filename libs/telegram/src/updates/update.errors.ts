/** Why something is no update we can take. */
export type UpdateErrorCode =
  | 'E_UPDATE_NOT_JSON'
  | 'E_UPDATE_NOT_AN_OBJECT'
  | 'E_UPDATE_NO_ID'
  | 'E_UPDATE_UNSAFE_NUMBER'
  | 'E_UPDATE_TOO_DEEP'
  | 'E_UPDATE_INCOMPLETE';

/** The input is no update, or one that would be misread. `path` leads to the offending place, such as `message.chat.id`. */
export class UpdateError extends Error {
  readonly path: string | undefined;

  constructor(
    readonly code: UpdateErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly path?: string } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'UpdateError';
    this.path = options.path;
  }
}
