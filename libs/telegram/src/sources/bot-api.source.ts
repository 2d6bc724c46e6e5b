import type { TelegramApi } from '../client/telegram-api.js';
import type {
  ChannelReading,
  ChannelRef,
  FigureKind,
  FigureSource,
  PostReading,
  ReadOptions,
} from './figure-source.js';
import { SourceError } from './source.errors.js';

/**
 * The Bot API: exact subscribers. It has no view counter, and posts reach the bot as updates only; so do new names, for which
 * a second question at each count would be waste.
 */
export class BotApiSource implements FigureSource {
  readonly name = 'bot-api';
  readonly capabilities: ReadonlySet<FigureKind> = new Set<FigureKind>(['subscribers']);

  constructor(
    private readonly api: Pick<TelegramApi, 'getChatMemberCount'>,
    private readonly now: () => Date = () => new Date(),
  ) {}

  unfitFor(): undefined {
    return undefined;
  }

  /** Subscribers: one call. @throws TelegramError */
  async readChannel(channel: ChannelRef, { signal }: ReadOptions = {}): Promise<ChannelReading> {
    const count = await this.api.getChatMemberCount(channel.id, signal);
    return {
      source: this.name,
      at: this.now(),
      subscribers: { value: count, low: count, high: count, shown: String(count) },
    };
  }

  // eslint-disable-next-line require-yield -- a source without posts is still iterated like the others
  async *readPosts(): AsyncGenerator<PostReading> {
    throw new SourceError(
      'E_SOURCE_NOT_SUPPORTED',
      'The Bot API can not list posts: they arrive as updates from the day the bot is there.',
    );
  }
}
