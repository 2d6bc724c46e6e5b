/** Why a source gave nothing. */
export type SourceErrorCode =
  | 'E_SOURCE_NOT_SUPPORTED'
  | 'E_SOURCE_NO_USERNAME'
  | 'E_SOURCE_ABORTED'
  | 'E_PREVIEW_NO_POSTS'
  | 'E_PREVIEW_UNREADABLE'
  | 'E_PREVIEW_UNAVAILABLE'
  | 'E_PREVIEW_TOO_LARGE'
  | 'E_MTPROTO_FLOOD_WAIT'
  | 'E_MTPROTO_UNAUTHORIZED'
  | 'E_MTPROTO_NO_ACCESS'
  | 'E_MTPROTO_UNAVAILABLE'
  | 'E_MTPROTO_UNREADABLE';

/** A source couldn't read what it was asked for. `retryable`: later it may, without anybody doing anything. */
export class SourceError extends Error {
  constructor(
    readonly code: SourceErrorCode,
    message: string,
    options: { readonly cause?: unknown } = {},
    readonly retryable = false,
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'SourceError';
  }
}
