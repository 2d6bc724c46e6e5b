import type { RawUpdate } from '@analyticbot/contracts';

/** The part of an update that tells of a new title; nothing is sure about it. */
interface ServiceMessage {
  readonly chat?: { readonly id?: number };
  readonly new_chat_title?: unknown;
}

/** Channels that got a new title with one of these updates, each once. */
export function renamedChannels(updates: readonly RawUpdate[]): string[] {
  const renamed = updates.flatMap((update) => {
    const message = update['channel_post'] as ServiceMessage | undefined;
    return message?.new_chat_title !== undefined && message.chat?.id !== undefined
      ? [String(message.chat.id)]
      : [];
  });
  return [...new Set(renamed)];
}
