import { channelErrors } from '@analyticbot/contracts';
import {
  RequestTimeoutError,
  MessagingUnavailableError,
  QueueFullError,
  RequestFailedError,
} from '@analyticbot/messaging';
import type { TextKey } from '../i18n/texts.js';

const byCode: Readonly<Record<string, TextKey>> = {
  [channelErrors.notChannelAdmin]: 'errors.notChannelAdmin',
  [channelErrors.botNotAdmin]: 'errors.botNotAdmin',
  [channelErrors.notAChannel]: 'errors.notAChannel',
  [channelErrors.telegramUnavailable]: 'errors.telegramUnavailable',
};

/** The sentence for a failure the person can understand and act on; undefined for one that is ours to mend. */
export function refusalOf(error: unknown): TextKey | undefined {
  if (error instanceof RequestFailedError) return byCode[error.code];
  const short = [RequestTimeoutError, MessagingUnavailableError, QueueFullError].some(
    (type) => error instanceof type,
  );
  return short ? 'errors.busy' : undefined;
}
