import { readFile, stat } from 'node:fs/promises';
import type { ChannelEventsRepository, ChannelsRepository } from '@analyticbot/storage';
import { postsPerWrite } from '../collection/reading/in-batches.js';
import { channelExport } from './channel-export.schema.js';
import { exportedPosts } from './exported-posts.js';
import { ImportError } from './import.errors.js';

/** What is imported, and where to. */
export interface ImportRequest {
  readonly file: string;
  /** The channel as the Bot API names it, `-100…`. */
  readonly channelId: string;
  /** A larger file is refused. @default 104857600 (100 MB) */
  readonly maxBytes?: number | undefined;
}

/** What an import found, and what of it was new. */
export interface ImportOutcome {
  readonly posts: number;
  readonly newPosts: number;
  readonly service: number;
  readonly unreadable: number;
}

/**
 * Imports Telegram Desktop's export of a channel. Repeating it changes nothing; after a failure in the middle it goes on. The
 * export must be of that very channel, which must be followed already.
 * @throws ImportError
 */
export async function importExport(
  { file, channelId, maxBytes = 100 * 1024 * 1024 }: ImportRequest,
  events: Pick<ChannelEventsRepository, 'store'>,
  channels: Pick<ChannelsRepository, 'byId'>,
): Promise<ImportOutcome> {
  const { size, mtime } = await stat(file);
  if (size > maxBytes) {
    throw new ImportError(
      'E_IMPORT_TOO_LARGE',
      `The file is larger than ${maxBytes} bytes: export fewer months at a time.`,
    );
  }
  const { id, type, messages } = parsed(await readFile(file, 'utf8'));
  if (!type.endsWith('_channel')) {
    throw new ImportError('E_IMPORT_NOT_A_CHANNEL', 'The export is of a chat that is no channel.');
  }
  if (`-100${id}` !== channelId) {
    throw new ImportError(
      'E_IMPORT_WRONG_CHANNEL',
      'The export is of another channel: check --channel, which begins with -100.',
    );
  }
  if ((await channels.byId(channelId)) === null) {
    throw new ImportError(
      'E_IMPORT_UNKNOWN_CHANNEL',
      'The channel is not followed: add it in the bot first.',
    );
  }
  const { posts, reactions, service, unreadable } = exportedPosts(channelId, messages, mtime);
  const byMessage = new Map(reactions.map((reaction) => [reaction.messageId, reaction]));
  let newPosts = 0;
  for (let from = 0; from < posts.length; from += postsPerWrite) {
    const batch = posts.slice(from, from + postsPerWrite);
    const stored = await events.store({
      posts: batch,
      reactions: batch.flatMap(({ messageId }) => byMessage.get(messageId) ?? []),
    });
    newPosts += stored.posts;
  }
  return { posts: posts.length, newPosts, service, unreadable };
}

function parsed(text: string) {
  try {
    return channelExport.parse(JSON.parse(text));
  } catch (cause) {
    const advice =
      'In Telegram Desktop open the channel, "Export chat history", format "Machine-readable JSON".';
    throw new ImportError('E_IMPORT_NOT_AN_EXPORT', `This is no channel export (result.json). ${advice}`, {
      cause,
    });
  }
}
