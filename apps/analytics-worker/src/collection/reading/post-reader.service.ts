import { Injectable } from '@nestjs/common';
import { lastReadAge } from '@analyticbot/refresh';
import {
  ChannelEventsRepository,
  CollectionRepository,
  SnapshotsRepository,
  type KnownPost,
} from '@analyticbot/storage';
import type { ChannelRef, FigureSource, PostReading } from '@analyticbot/telegram';
import { CollectionMetrics } from '../collection.metrics.js';
import { inBatches } from './in-batches.js';
import { depthOf, missingFrom } from './look.js';
import { MissingPosts } from './missing-posts.js';
import { postEventsOf, postSnapshotsOf, reactionsOf, sightingsOf } from './reading-rows.js';
import { sparseSnapshots } from './sparse-snapshots.js';

const postsAtMost = 2_000;
/** A page that shows posts of which none is known is read to its end. */
const postsOfFirstPage = 20;

/** A source, and why it was picked. */
export interface PickedSource {
  readonly source: FigureSource;
  readonly reason: string;
}

/** Reads posts from a source, newest first, and stores what is new, up to a thousand at a time. */
@Injectable()
export class PostReader {
  constructor(
    private readonly collection: CollectionRepository,
    private readonly snapshots: SnapshotsRepository,
    private readonly events: ChannelEventsRepository,
    private readonly missing: MissingPosts,
    private readonly metrics: CollectionMetrics,
  ) {}

  /**
   * Reads the newest `count` posts; all of the last 30 days when `count` is 'all'. What was read before a failure is kept.
   * @throws SourceError, TelegramError
   */
  async read(
    channel: ChannelRef,
    { source, reason }: PickedSource,
    count: number | 'all',
    now: Date,
  ): Promise<void> {
    const monthAgo = new Date(now.getTime() - lastReadAge);
    const known = await this.collection.knownPosts(channel.id, monthAgo);
    const depth = count === 'all' ? { since: monthAgo } : depthOf(known, count);
    const byId = new Map(known.map((post) => [post.messageId, post]));
    const limit = depth === undefined ? postsOfFirstPage : postsAtMost;
    const posts = source.readPosts(channel, { since: depth?.since ?? monthAgo, limit });
    const isLast = (post: PostReading) => depth !== undefined && post.postedAt <= depth.since;
    const seen: PostReading[] = [];
    for await (const batch of inBatches(posts, isLast)) {
      seen.push(...batch);
      await this.store(channel.id, batch, byId, reason);
    }
    const covered = known.filter(({ postedAt }) => depth === undefined || postedAt >= depth.since);
    await this.noteLook(channel.id, covered, seen, source, now);
  }

  private async store(
    channelId: string,
    posts: readonly PostReading[],
    known: ReadonlyMap<number, KnownPost>,
    reason: string,
  ): Promise<void> {
    await this.events.store({
      posts: posts.flatMap((post) => postEventsOf(channelId, post)),
      reactions: posts.flatMap((post) => reactionsOf(channelId, post)),
      // New to us, or taken for deleted: then it stands again.
      sightings: posts.flatMap((post) => (known.has(post.messageId) ? [] : sightingsOf(channelId, post))),
    });
    const { store, looked } = sparseSnapshots(
      posts.flatMap((post) => postSnapshotsOf(channelId, post, reason)),
      known,
    );
    await this.snapshots.storePosts(store);
    this.metrics.figures(store.length, looked.length);
  }

  /** Whatever lay within the look was looked for, whether or not the source showed a figure. */
  private async noteLook(
    channelId: string,
    covered: readonly KnownPost[],
    seen: readonly PostReading[],
    source: FigureSource,
    now: Date,
  ): Promise<void> {
    const at = seen[0]?.at ?? now;
    const ids = [...covered.map(({ messageId }) => messageId), ...seen.map(({ messageId }) => messageId)];
    await this.collection.markLooked(channelId, [...new Set(ids)], at);
    const deleted = await this.missing.confirm(channelId, missingFrom(covered, seen, source.name), at);
    if (deleted.length === 0) return;
    await this.events.store({ deletions: deleted.map((messageId) => ({ channelId, messageId, at })) });
  }
}
