import type { PostEvent, ReactionCounts } from '@analyticbot/storage';
import { excerptOf, type PostKind } from '@analyticbot/telegram';
import { exportedMessage, type ExportedMessage } from './channel-export.schema.js';

/** What an export tells of a channel. */
export interface ExportedPosts {
  readonly posts: readonly PostEvent[];
  readonly reactions: readonly ReactionCounts[];
  /** Entries that are no posts: "pinned …", a new title. */
  readonly service: number;
  /** Entries that could not be read. */
  readonly unreadable: number;
}

const mediaKinds: Readonly<Record<string, PostKind>> = {
  sticker: 'sticker',
  animation: 'animation',
  video_file: 'video',
  video_message: 'video-note',
  voice_message: 'voice',
  audio_file: 'audio',
};

/**
 * Turns an export's entries into posts and their reactions as of `exportedAt`. Views, forwards, replies, subscribers, joins and
 * leaves are not in it, and stay unknown. Nor is it told which items form an album: photos and videos with following ids and
 * the same second, at most one of them with a text, count as one. Imported versions give way to what updates brought.
 */
export function exportedPosts(
  channelId: string,
  entries: readonly unknown[],
  exportedAt: Date,
): ExportedPosts {
  const service = entries.filter((entry) => (entry as { type?: unknown } | null)?.type === 'service').length;
  const parsed = entries.flatMap((entry) => {
    const result = exportedMessage.safeParse(entry);
    return result.success ? [result.data] : [];
  });
  const messages = [...new Map(parsed.map((message) => [message.id, message])).values()].sort(
    (a, b) => a.id - b.id,
  );
  const albums = albumsOf(messages);
  return {
    posts: messages.map((message) => postOf(channelId, message, albums.get(message.id) ?? null)),
    reactions: messages.flatMap((message) => reactionsOf(channelId, message, exportedAt)),
    service,
    unreadable: entries.length - parsed.length - service,
  };
}

/** Album ids by message id. */
function albumsOf(messages: readonly ExportedMessage[]): Map<number, string> {
  const albums = new Map<number, string>();
  let run: ExportedMessage[] = [];
  const close = (): void => {
    const [first] = run;
    if (first !== undefined && run.length > 1) for (const { id } of run) albums.set(id, `import-${first.id}`);
    run = [];
  };
  for (const message of messages) {
    const last = run.at(-1);
    const follows =
      last !== undefined &&
      message.id === last.id + 1 &&
      message.date_unixtime === last.date_unixtime &&
      (message.text === '' || run.every(({ text }) => text === ''));
    if (!follows) close();
    if (isAlbumItem(message)) run.push(message);
    else close();
  }
  close();
  return albums;
}

function isAlbumItem({ photo, media_type: media }: ExportedMessage): boolean {
  return photo !== undefined || media === 'video_file';
}

function postOf(channelId: string, message: ExportedMessage, mediaGroupId: string | null): PostEvent {
  const edited = message.edited_unixtime;
  return {
    ...{ channelId, messageId: message.id, kind: kindOf(message), mediaGroupId, updateId: '0' },
    postedAt: new Date(message.date_unixtime * 1_000),
    editedAt: edited === undefined ? null : new Date(edited * 1_000),
    excerpt: excerptOf(message.text),
  };
}

function kindOf(message: ExportedMessage): PostKind {
  if (message.poll !== undefined) return 'poll';
  if (message.location_information !== undefined) return 'location';
  if (message.contact_information !== undefined) return 'contact';
  if (message.photo !== undefined) return 'photo';
  if (message.media_type !== undefined) return mediaKinds[message.media_type] ?? 'other';
  if (message.file !== undefined) return 'document';
  return message.text === '' ? 'other' : 'text';
}

function reactionsOf(channelId: string, message: ExportedMessage, at: Date): ReactionCounts[] {
  const { reactions, id } = message;
  if (reactions === undefined) return [];
  const counts = reactions.flatMap(({ type, count, emoji, document_id: document }): [string, number][] => {
    if (type === 'paid') return [['paid', count]];
    if (type === 'custom_emoji') return document === undefined ? [] : [[`custom:${document}`, count]];
    return emoji === undefined ? [] : [[emoji, count]];
  });
  return [{ channelId, messageId: id, at, updateId: '0', counts: Object.fromEntries(counts) }];
}
