import { Injectable, Logger } from '@nestjs/common';
import { Cache } from '@analyticbot/caching';
import { firstReportReady, type CollectChannel } from '@analyticbot/contracts';
import { WorkBus } from '@analyticbot/messaging';
import {
  ChannelEventsRepository,
  ChannelsRepository,
  SnapshotsRepository,
  type Channel,
} from '@analyticbot/storage';
import {
  classifyTelegramError,
  SourceError,
  SourceResolver,
  withLane,
  type FigureKind,
  type FigureSource,
  type PostReading,
} from '@analyticbot/telegram';
import type { WorkerCacheGroups } from '../cache/cache-groups.js';
import { channelSnapshotOf, postEventsOf, postSnapshotsOf, reactionsOf } from './reading-rows.js';
import { nextAfterFailure, nextAfterSuccess } from './refresh-plan.js';

const day = 86_400_000;
/** How far back posts are read: all that a report shows at first, then those that still gain views. */
const postsSince = { first: 30 * day, refresh: 7 * day } as const;
const postsAtMost = 2_000;
const postsPerWrite = 100;

/** Reads one channel's figures from the best sources and stores them. Repeating it at the same moment changes nothing. */
@Injectable()
export class ChannelCollector {
  private readonly logger = new Logger(ChannelCollector.name);

  constructor(
    private readonly channels: ChannelsRepository,
    private readonly snapshots: SnapshotsRepository,
    private readonly events: ChannelEventsRepository,
    private readonly sources: SourceResolver,
    private readonly cache: Cache<WorkerCacheGroups>,
    private readonly bus: WorkBus,
  ) {}

  /** Never rejects for what Telegram refuses: the channel rests, longer each time. Rejects when storing fails. */
  async collect({ channelId, depth, tell }: CollectChannel): Promise<void> {
    const channel = await this.channels.byId(channelId);
    if (channel === null || channel.status === 'lost') return;
    try {
      await withLane('collection', () => this.read(channel, depth));
    } catch (error) {
      await this.rest(channel, error);
      return;
    }
    const at = new Date();
    await this.channels.recordCollected(channelId, at, nextAfterSuccess(at, Math.random()));
    await this.cache.changed('snapshot-stored', [channelId]);
    if (tell.length > 0) await this.announce(channel, tell);
  }

  private async read(channel: Channel, depth: CollectChannel['depth']): Promise<void> {
    await this.readSubscribers(channel);
    const views = this.sourceOf(channel, 'views');
    if (views !== undefined) await this.readPosts(channel, views, new Date(Date.now() - postsSince[depth]));
  }

  private async readSubscribers(channel: Channel): Promise<void> {
    const reading = await this.sourceOf(channel, 'subscribers')?.readChannel(refOf(channel));
    const snapshot = reading && channelSnapshotOf(channel.id, reading);
    if (snapshot !== undefined) await this.snapshots.storeChannel(snapshot);
  }

  /** Stored in batches as they are read: what was read before a failure is kept. */
  private async readPosts(channel: Channel, source: FigureSource, since: Date): Promise<void> {
    let batch: PostReading[] = [];
    try {
      for await (const post of source.readPosts(refOf(channel), { since, limit: postsAtMost })) {
        batch.push(post);
        if (batch.length < postsPerWrite) continue;
        await this.storePosts(channel.id, batch);
        batch = [];
      }
    } catch (error) {
      // A channel without posts is not a failed one.
      if (!(error instanceof SourceError && error.code === 'E_PREVIEW_NO_POSTS')) throw error;
    }
    if (batch.length > 0) await this.storePosts(channel.id, batch);
  }

  private async storePosts(channelId: string, posts: readonly PostReading[]): Promise<void> {
    await this.events.store({
      posts: posts.flatMap((post) => postEventsOf(channelId, post)),
      reactions: posts.flatMap((post) => reactionsOf(channelId, post)),
    });
    await this.snapshots.storePosts(posts.flatMap((post) => postSnapshotsOf(channelId, post)));
  }

  private sourceOf(channel: Channel, figure: FigureKind): FigureSource | undefined {
    return this.sources.resolve(refOf(channel), figure).source;
  }

  private async rest(channel: Channel, error: unknown): Promise<void> {
    const telegram = classifyTelegramError(error);
    const source = error instanceof SourceError ? error : undefined;
    const refusal = telegram ?? source;
    if (refusal === undefined) throw error;
    const at = new Date();
    this.logger.warn({ msg: 'a channel could not be read', channelId: channel.id, code: refusal.code });
    await this.channels.recordFailure(
      channel.id,
      refusal.code,
      at,
      nextAfterFailure(at, channel.failures, Math.random()),
    );
    if (telegram?.code === 'E_TELEGRAM_NOT_A_MEMBER' || telegram?.code === 'E_TELEGRAM_CHAT_NOT_FOUND') {
      await this.channels.markLost(channel.id, telegram.code, at);
      await this.cache.changed('access-changed', [channel.id]);
    }
  }

  private async announce({ id, title }: Channel, tell: readonly string[]): Promise<void> {
    const key = `first-report-${id}-${tell.join('-')}`;
    await this.bus.publish(firstReportReady, { channelId: id, title, tell: [...tell] }, { id: key });
  }
}

function refOf({ id, username }: Channel) {
  return { id, username: username ?? undefined };
}
