import { parsePreviewPage } from '../preview/parse-preview-page.js';
import type { PreviewPage } from '../preview/preview-page.js';
import type {
  ChannelReading,
  ChannelRef,
  FigureKind,
  FigureSource,
  PostReading,
  PostsQuery,
  ReadOptions,
  UnfitReason,
} from './figure-source.js';
import { PageFetcher, type PageFetcherOptions } from './page-fetcher.js';
import { SourceError } from './source.errors.js';

/** What `PreviewSource` takes. */
export type PreviewSourceOptions = PageFetcherOptions;

/** A channel of thousands of posts is not read to its end in one go. */
const mostPages = 100;

/**
 * Telegram's public preview pages: views rounded to three digits, reactions, exact subscribers; public channels only. The
 * operator switches it on by making one: it is read slowly, with an honest name, and asks again only for what changed.
 */
export class PreviewSource implements FigureSource {
  readonly name = 'preview';
  readonly capabilities: ReadonlySet<FigureKind> = new Set<FigureKind>([
    'subscribers',
    'posts',
    'views',
    'reactions',
  ]);
  private readonly fetcher: PageFetcher;
  private readonly now: () => Date;

  constructor(options: PreviewSourceOptions) {
    this.fetcher = new PageFetcher(options);
    this.now = options.now ?? (() => new Date());
  }

  /** Private channels have no public page. */
  unfitFor(channel: ChannelRef): UnfitReason | undefined {
    return channel.username === undefined ? 'private-channel' : undefined;
  }

  /**
   * Title and exact subscribers, from the channel's landing page.
   * @throws SourceError `E_SOURCE_NO_USERNAME`, `E_PREVIEW_UNREADABLE`, `E_PREVIEW_UNAVAILABLE`, `E_PREVIEW_TOO_LARGE`
   */
  async readChannel(channel: ChannelRef, { signal }: ReadOptions = {}): Promise<ChannelReading> {
    const page = await this.page(nameOf(channel), signal);
    if (page.title === undefined || page.subscribers === undefined) throw unreadable();
    return {
      source: this.name,
      at: this.now(),
      title: page.title,
      username: page.username ?? nameOf(channel),
      subscribers: page.subscribers,
    };
  }

  /**
   * Posts newest first, page after page until `limit` or `since`.
   * @throws SourceError `E_PREVIEW_NO_POSTS` when the page shows none (no such channel, or it allows no preview),
   * `E_PREVIEW_UNREADABLE` when there are posts whose markup we don't know, and those of `readChannel`
   */
  async *readPosts(channel: ChannelRef, query: PostsQuery = {}): AsyncGenerator<PostReading> {
    const name = nameOf(channel);
    const seen = new Set<number>();
    let left = query.limit ?? 100;
    let before: number | undefined;
    for (let pages = 0; left > 0 && pages < mostPages; pages += 1) {
      const page = await this.page(
        `s/${name}${before === undefined ? '' : `?before=${before}`}`,
        query.signal,
      );
      if (pages === 0) assertHasPosts(page);
      else if (page.posts.length === 0) return;
      for (const post of page.posts.toReversed()) {
        if (query.since !== undefined && post.postedAt < query.since) return;
        if (seen.has(post.messageId)) continue;
        seen.add(post.messageId);
        yield post;
        if ((left -= 1) === 0) return;
      }
      if (page.before === undefined || page.before === before) return;
      before = page.before;
    }
  }

  /** One post by its id; undefined when it is gone or not shown. */
  async readPost(
    channel: ChannelRef,
    messageId: number,
    { signal }: ReadOptions = {},
  ): Promise<PostReading | undefined> {
    const page = await this.page(`${nameOf(channel)}/${messageId}?embed=1&mode=tme`, signal);
    if (page.unreadable > 0) throw unreadable();
    return page.posts.find(
      (post) => post.messageId === messageId || post.albumMessageIds.includes(messageId),
    );
  }

  private async page(path: string, signal: AbortSignal | undefined): Promise<PreviewPage> {
    const html = await this.fetcher.fetch(path, signal);
    const page = parsePreviewPage(html, this.now());
    if (page === undefined) throw unreadable();
    return page;
  }
}

function nameOf(channel: ChannelRef): string {
  const { username } = channel;
  if (username !== undefined && /^[A-Za-z0-9_]{3,64}$/.test(username)) return username;
  throw new SourceError('E_SOURCE_NO_USERNAME', 'The channel has no public name, and so no preview page.');
}

function assertHasPosts(page: PreviewPage): void {
  if (page.posts.length > 0) return;
  // Nothing but messages we can't read is no empty channel: saying "no posts" would be a lie.
  if (page.unreadable > 0) throw unreadable();
  throw new SourceError(
    'E_PREVIEW_NO_POSTS',
    'The preview page shows no posts: the channel does not exist, is empty, or allows no preview.',
  );
}

function unreadable(): SourceError {
  return new SourceError(
    'E_PREVIEW_UNREADABLE',
    'The preview page can not be read: its markup is not the one we know, or it was cut off.',
  );
}
