import { type ChatMessageView, type ChatView } from '../control/control-views.js';
import { type PrivateChat } from '../state/private-chat.js';
import { type TelegramMessage } from '../state/telegram-objects.js';

/** A private chat as the chat page shows it. */
export function chatView(chat: PrivateChat): ChatView {
  return {
    userId: chat.user.id,
    blocked: chat.blocked,
    started: chat.started,
    messages: chat.messages().map(messageView),
    replyKeyboard: chat.replyKeyboard,
  };
}

/** A message of a private chat as the chat page shows it. */
export function messageView(message: TelegramMessage): ChatMessageView {
  const { photo, document, chat_shared: shared, reply_markup: markup, edit_date: edited } = message;
  const picture = photo?.at(-1);
  return {
    messageId: message.message_id,
    from: message.from?.is_bot ? 'bot' : 'user',
    at: isoTime(message.date),
    ...(edited !== undefined && { editedAt: isoTime(edited) }),
    text: message.text ?? message.caption ?? '',
    entities: message.entities ?? message.caption_entities ?? [],
    ...(picture && {
      photo: { url: fileUrl(picture.file_id), width: picture.width, height: picture.height },
    }),
    ...(document && {
      document: {
        url: fileUrl(document.file_id),
        fileName: document.file_name ?? 'file',
        mimeType: document.mime_type ?? 'application/octet-stream',
        size: document.file_size ?? 0,
      },
    }),
    ...(markup && { inlineKeyboard: markup.inline_keyboard }),
    ...(shared && {
      chatShared: {
        requestId: shared.request_id,
        channelId: shared.chat_id,
        title: shared.title ?? String(shared.chat_id),
      },
    }),
  };
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

function fileUrl(fileId: string): string {
  return `/sandbox/files/${encodeURIComponent(fileId)}`;
}
