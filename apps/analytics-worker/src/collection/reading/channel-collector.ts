import { Injectable, Logger } from '@nestjs/common';
import { Cache } from '@analyticbot/caching';
import { firstReportReady, type CollectChannel } from '@analyticbot/contracts';
import { WorkBus } from '@analyticbot/messaging';
import { nextAfterFailure, nextChannelRead, readsAt } from '@analyticbot/refresh';
import { ChannelsRepository, SnapshotsRepository, type Channel } from '@analyticbot/storage';
import {
  reasonOf,
  SourceError,
  SourceResolver,
  TelegramError,
  withLane,
  type FigureKind,
  type TelegramErrorCode,
} from '@analyticbot/telegram';
import { LostChannels } from '../../channels/lost-channels.service.js';
import type { WorkerCacheGroups } from '../../cache/cache-groups.js';
import { CollectionMetrics } from '../collection.metrics.js';
import { ChannelStates } from '../planning/channel-states.service.js';
import { PostReader, type PickedSource } from './post-reader.service.js';
import { channelSnapshotOf } from './reading-rows.js';

/** However much is due, a channel is not read again at once. */
const shortestPauseMs = 30_000;
/** Refusals that mean that the bot has no access any more. */
const isLoss: ReadonlySet<TelegramErrorCode> = new Set<TelegramErrorCode>([
  'E_TELEGRAM_NOT_A_MEMBER',
  'E_TELEGRAM_NOT_ENOUGH_RIGHTS',
  'E_TELEGRAM_CHAT_NOT_FOUND',
]);
const wholeChannel = { subscribers: true, posts: 'all' } as const;

/** Reads what is due of one channel from the best sources and stores it. Repeating it finds nothing due. */
@Injectable()
export class ChannelCollector {
  private readonly logger = new Logger(ChannelCollector.name);

  constructor(
    private readonly channels: ChannelsRepository,
    private readonly snapshots: SnapshotsRepository,
    private readonly states: ChannelStates,
    private readonly posts: PostReader,
    private readonly sources: SourceResolver,
    private readonly cache: Cache<WorkerCacheGroups>,
    private readonly bus: WorkBus,
    private readonly metrics: CollectionMetrics,
    private readonly losses: LostChannels,
  ) {}

  /** Never rejects for what Telegram refuses: the channel rests, longer each time. Rejects when storing fails. */
  async collect(
    { channelId, depth, tell }: CollectChannel,
    clock: () => Date = () => new Date(),
  ): Promise<void> {
    const channel = await this.channels.byId(channelId);
    if (channel === null || channel.status === 'lost') return;
    const startedAt = clock();
    const [before] = await this.states.of([channel], startedAt);
    const reads =
      before === undefined || depth === 'first' ? wholeChannel : readsAt(before, startedAt.getTime());
    try {
      await withLane('collection', () => this.read(channel, reads, clock));
    } catch (error) {
      await this.rest(channel, error, { startedAt, at: clock() });
      return;
    }
    const at = clock();
    await this.channels.recordCollected(channelId, at, await this.nextTurn(channel, at));
    const hasRead = reads.subscribers || reads.posts !== 0;
    this.metrics.reading(hasRead ? 'read' : 'nothing_due');
    if (hasRead) await this.cache.changed('snapshot-stored', [channelId]);
    if (tell.length > 0) await this.announce(channel, tell);
  }

  private async read(
    channel: Channel,
    { subscribers, posts }: { readonly subscribers: boolean; readonly posts: number | 'all' },
    clock: () => Date,
  ): Promise<void> {
    if (subscribers) await this.readSubscribers(channel);
    if (posts !== 0) await this.readPosts(channel, posts, clock);
  }

  /** A source that finds out while reading that it can't give views now, or not at all, leaves them to the next one at once. */
  private async readPosts(channel: Channel, posts: number | 'all', clock: () => Date): Promise<void> {
    const picked = this.pick(channel, 'views');
    if (picked === undefined) return;
    try {
      await this.posts.read(refOf(channel), picked, posts, clock());
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      const next = this.pick(channel, 'views');
      if (next === undefined && error.code === 'E_SOURCE_NOT_SUPPORTED') return;
      if (next === undefined || next.source === picked.source) throw error;
      await this.posts.read(refOf(channel), next, posts, clock());
    }
  }

  private async readSubscribers(channel: Channel): Promise<void> {
    const picked = this.pick(channel, 'subscribers');
    if (picked === undefined) return;
    const reading = await picked.source.readChannel(refOf(channel));
    const snapshot = channelSnapshotOf(channel.id, reading, picked.reason);
    if (snapshot !== undefined) await this.snapshots.storeChannel(snapshot);
  }

  private async nextTurn(channel: Channel, at: Date): Promise<Date> {
    const [after] = await this.states.of([channel], at);
    const next = after === undefined ? 0 : nextChannelRead(after);
    return new Date(Math.max(at.getTime() + shortestPauseMs, next));
  }

  private pick(channel: Channel, figure: FigureKind): PickedSource | undefined {
    const resolution = this.sources.resolve(refOf(channel), figure);
    const { source } = resolution;
    return source === undefined ? undefined : { source, reason: reasonOf(resolution) };
  }

  private async rest(channel: Channel, error: unknown, when: { startedAt: Date; at: Date }): Promise<void> {
    const { startedAt, at } = when;
    if (!(error instanceof TelegramError || error instanceof SourceError)) throw error;
    const kind = error.retryable ? 'passing' : 'channel';
    this.metrics.reading(kind === 'passing' ? 'passing_failure' : 'failed');
    this.logger.warn({ msg: 'a channel could not be read', channelId: channel.id, code: error.code });
    const nextAt = nextAfterFailure(at.getTime(), channel.failures + 1, Math.random(), kind);
    await this.channels.recordFailure(channel.id, error.code, at, new Date(nextAt));
    if (error instanceof TelegramError && isLoss.has(error.code)) {
      // Rights that came back while it was read are newer than what the reading found.
      await this.losses.lost(channel.id, error.code, startedAt);
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
