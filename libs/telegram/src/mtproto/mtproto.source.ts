import type {
  ChannelReading,
  ChannelRef,
  FigureKind,
  FigureSource,
  PostReading,
  PostsQuery,
  ReadOptions,
  UnfitReason,
} from '../sources/figure-source.js';
import { SourceError } from '../sources/source.errors.js';
import { ChannelReader, idsPerCall } from './channel-reader.js';
import { readingOf } from './message-reading.js';
import type { RawMessage } from './mtproto-answer.schema.js';
import { MtprotoSession, type MtprotoSessionOptions } from './mtproto-session.js';
import { newestBlock } from './newest-block.js';
import { ViewsCanary } from './views-canary.js';

/** What `MtprotoSource` takes. */
export interface MtprotoSourceOptions extends MtprotoSessionOptions {
  /** @default the current time */
  readonly clock?: () => Date;
}

/** A channel of hundreds of thousands of ids is not walked to its end in one go, */
const mostBlocks = 100;
/** and where a thousand ids in a row hold no post, what lies below was deleted or long ago. */
const mostEmptyBlocks = 5;

/** Figures that Telegram may leave out for bots. */
const uncertain: ReadonlySet<FigureKind> = new Set<FigureKind>(['views', 'forwards']);

/**
 * Telegram's own protocol with the bot's token: exact views, forwards, replies and reactions, 200 posts a call, where Telegram
 * fills them for bots; a canary decides that from what is read. Bots can't list a channel's history, so its ids are walked
 * downwards from the newest.
 */
export class MtprotoSource implements FigureSource {
  readonly name = 'mtproto';
  readonly capabilities: ReadonlySet<FigureKind> = new Set<FigureKind>([
    'subscribers',
    'posts',
    'views',
    'forwards',
    'reactions',
  ]);
  private readonly session: MtprotoSession;
  private readonly reader: ChannelReader;
  private readonly canary: ViewsCanary;
  private readonly clock: () => Date;
  /** The highest block of ids with a post, by channel. */
  private readonly newest = new Map<string, number>();

  constructor(options: MtprotoSourceOptions) {
    const clock = (this.clock = options.clock ?? (() => new Date()));
    this.session = new MtprotoSession(options);
    this.reader = new ChannelReader(this.session);
    this.canary = new ViewsCanary(() => clock().getTime());
  }

  /** Rests after a FLOOD_WAIT or a refused login; has no views where Telegram doesn't fill them. */
  unfitFor(_channel: ChannelRef, figure?: FigureKind): UnfitReason | undefined {
    const { resting } = this.session;
    if (resting !== undefined) return resting === 'flood' ? 'resting' : 'not-authorized';
    if (figure !== undefined && uncertain.has(figure) && this.canary.viewsAreMissing) return 'not-supported';
    return undefined;
  }

  /** Title, name and subscribers. @throws SourceError `E_MTPROTO_…`, `E_SOURCE_ABORTED` */
  async readChannel(channel: ChannelRef, { signal }: ReadOptions = {}): Promise<ChannelReading> {
    const { title, username, subscribers } = await unlessAborted(() => this.reader.facts(channel), signal);
    return {
      source: this.name,
      at: this.clock(),
      title,
      username,
      ...(subscribers !== undefined && {
        subscribers: { value: subscribers, low: subscribers, high: subscribers, shown: String(subscribers) },
      }),
    };
  }

  /**
   * Posts newest first, 200 ids a call, 100 calls at most; ends after a thousand ids in a row without a post.
   * @throws SourceError `E_SOURCE_NOT_SUPPORTED` when Telegram leaves the view counters out: ask the resolver again;
   * `E_MTPROTO_…`, `E_SOURCE_ABORTED`
   */
  async *readPosts(channel: ChannelRef, query: PostsQuery = {}): AsyncGenerator<PostReading> {
    const { since, signal } = query;
    let left = query.limit ?? 100;
    let open: RawMessage[] = [];
    let empty = 0;
    const newest = await this.findNewest(channel, signal);
    const last = Math.max(0, newest - mostBlocks + 1);
    for (let block = newest; block >= last && empty < mostEmptyBlocks && left > 0; block -= 1) {
      const posts = await unlessAborted(() => this.block(channel, block), signal);
      empty = posts.length === 0 ? empty + 1 : 0;
      this.canary.look(posts);
      if (this.canary.viewsAreMissing) throw viewsMissing();
      const { whole, cut } = groups([...posts, ...open], block > last);
      open = cut;
      for (const items of whole) {
        const reading = readingOf(items, this.clock());
        if (since !== undefined && reading.postedAt < since) return;
        yield reading;
        if ((left -= 1) === 0) return;
      }
    }
  }

  /** Ends the connection. */
  close(): Promise<void> {
    return this.session.close();
  }

  private block(channel: ChannelRef, block: number): Promise<RawMessage[]> {
    return this.reader.postsFrom(channel, block * idsPerCall + 1);
  }

  private async findNewest(channel: ChannelRef, signal: AbortSignal | undefined): Promise<number> {
    const hasPosts = async (block: number) =>
      (await unlessAborted(() => this.block(channel, block), signal)).length > 0;
    let newest = this.newest.get(channel.id);
    if (newest === undefined) {
      const { noIdAbove } = await unlessAborted(() => this.reader.facts(channel), signal);
      newest = await newestBlock(Math.floor(Math.max(0, noIdAbove - 1) / idsPerCall), hasPosts);
    } else {
      while (await hasPosts(newest + 1)) newest += 1;
    }
    this.newest.set(channel.id, newest);
    return newest;
  }
}

/** Posts from messages, newest first. The oldest album may go on in the next block: it is held back as `cut`. */
function groups(
  messages: readonly RawMessage[],
  mayGoOn: boolean,
): { whole: RawMessage[][]; cut: RawMessage[] } {
  const posts = new Map<string, RawMessage[]>();
  for (const message of [...messages].sort((a, b) => b.id - a.id)) {
    const key = message.groupedId ?? `single ${message.id}`;
    posts.set(key, [...(posts.get(key) ?? []), message]);
  }
  const whole = [...posts.values()];
  const last = whole.at(-1);
  const isAlbum = last?.[0]?.groupedId !== undefined;
  if (!mayGoOn || !isAlbum || last === undefined) return { whole, cut: [] };
  return { whole: whole.slice(0, -1), cut: last };
}

async function unlessAborted<T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal?.aborted) throw aborted();
  const result = await work();
  if (signal?.aborted) throw aborted();
  return result;
}

function aborted(): SourceError {
  return new SourceError('E_SOURCE_ABORTED', 'The reading was given up by its caller.', {}, true);
}

function viewsMissing(): SourceError {
  return new SourceError(
    'E_SOURCE_NOT_SUPPORTED',
    'Telegram fills no view counters for this bot over MTProto: another source has to give them.',
    {},
    true,
  );
}
