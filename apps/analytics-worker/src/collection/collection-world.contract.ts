import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import type { Cache, WarmOptions } from '@analyticbot/caching';
import { jobQueueNames } from '@analyticbot/contracts';
import type { WorkBus } from '@analyticbot/messaging';
import { createPool, Database, type ManagedPool } from '@analyticbot/pooling';
import {
  ChannelEventsRepository,
  ChannelsRepository,
  CollectionRepository,
  DigestsRepository,
  migrate,
  SnapshotsRepository,
} from '@analyticbot/storage';
import {
  SourceError,
  SourceResolver,
  type ChannelRef,
  type FigureSource,
  type PostReading,
  type PostsQuery,
  TelegramLimiter,
} from '@analyticbot/telegram';
import { startTestPostgres, startTestRedis } from '@analyticbot/testing';
import { LostChannels } from '../channels/lost-channels.service.js';
import type { WorkerCacheGroups } from '../cache/cache-groups.js';
import { CollectionMetrics } from './collection.metrics.js';
import type { CollectionOptions } from './collection.options.js';
import { CollectionQueue } from './collection.queue.js';
import { ChannelStates } from './planning/channel-states.service.js';
import { CollectionBudget } from './planning/collection-budget.service.js';
import { CollectionPlanner } from './planning/collection.planner.js';
import { InterestBook } from './planning/interest-book.js';
import { ChannelCollector } from './reading/channel-collector.js';
import { MissingPosts } from './reading/missing-posts.js';
import { PostReader } from './reading/post-reader.service.js';

const hour = 3_600_000;
const count = (value: number) => ({ value, low: value, high: value, shown: String(value) });

/** A channel's page, twenty posts at a time, and the number of pages asked for. */
export class FakePage implements FigureSource {
  readonly name = 'preview';
  readonly capabilities = new Set(['views', 'posts'] as const);
  posts: { id: number; postedAt: Date; views: number }[] = [];
  pages = 0;
  failAfter = Number.POSITIVE_INFINITY;
  /** Awaited before each post is given. */
  hold: (index: number) => Promise<void> | void = () => undefined;

  constructor(private readonly now: () => Date) {}

  unfitFor({ username }: ChannelRef) {
    return username === undefined ? ('private-channel' as const) : undefined;
  }

  readChannel(): never {
    throw new Error('not asked');
  }

  async *readPosts(_channel: unknown, { since, limit = 100 }: PostsQuery = {}): AsyncGenerator<PostReading> {
    const newest = [...this.posts].sort((a, b) => b.id - a.id).slice(0, limit);
    for (const [index, { id, postedAt, views }] of newest.entries()) {
      if (index % 20 === 0) this.pages += 1;
      await this.hold(index);
      if (index >= this.failAfter) throw new SourceError('E_PREVIEW_UNAVAILABLE', 'away', {}, true);
      if (since !== undefined && postedAt < since) return;
      yield {
        ...{ source: 'preview', at: this.now(), messageId: id, albumMessageIds: [], postedAt, edited: false },
        ...{ kind: 'text', excerpt: '', views: count(views) },
      };
    }
  }
}

/** Replicas of the worker as far as they collect, over real servers, a clock of the test's own, and two sources. */
export interface CollectionWorld {
  now: Date;
  readonly start: Date;
  readonly database: Database;
  readonly pool: ManagedPool;
  readonly redis: Redis;
  readonly jobs: Queue;
  readonly servers: CollectionServers;
  readonly channels: ChannelsRepository;
  readonly collection: CollectionRepository;
  /** Views and posts of every channel. */
  page: FakePage;
  /** What the Bot API counts; the channels that it was asked for. */
  subscribers: () => number;
  counted: string[];
  /** What the replicas ask before they call Telegram. */
  limiter: TelegramLimiter;
  /** What was told to other services. */
  published: (Readonly<Record<string, unknown>> & { readonly pattern: string })[];
  /** What was put into the cache ahead of being asked for. */
  warmed: string[];
  /** Sources besides those two. */
  more: FigureSource[];
  /** Forgets everything. */
  reset(): Promise<void>;
  register(id: string, collectAt?: Date): Promise<unknown>;
  /** A replica's parts, as the module puts them together. */
  worker(options?: Partial<CollectionOptions>): {
    readonly interests: InterestBook;
    readonly planner: CollectionPlanner;
    readonly collector: ChannelCollector;
    readonly metrics: CollectionMetrics;
    readonly budget: CollectionBudget;
    readonly losses: LostChannels;
  };
  collect(id: string, depth?: 'first' | 'refresh'): Promise<void>;
  later(ms: number): void;
  stop(): Promise<void>;
}

/** Servers that run already. */
export interface CollectionServers {
  readonly postgresUrl: string;
  readonly redisPort: number;
}

/** Starts one, with servers of its own or over those of another process; the caller stops it. */
export async function startCollectionWorld(others?: CollectionServers): Promise<CollectionWorld> {
  Logger.overrideLogger(false);
  const start = new Date('2026-11-23T12:00:00Z');
  const own = others === undefined ? await startServers(start) : undefined;
  const servers = others ?? (own as OwnServers);
  const pool = createPool({ url: servers.postgresUrl, poolMin: 0, poolMax: 8 });
  const database = new Database(pool);
  const redis = new Redis(servers.redisPort);
  const jobs = new Queue(jobQueueNames.collection, {
    connection: { port: servers.redisPort, maxRetriesPerRequest: null },
  });
  // Several workers share it here, each with a listener of its own.
  jobs.setMaxListeners(0);
  const channels = new ChannelsRepository(database);
  const collection = new CollectionRepository(database);
  const snapshots = new SnapshotsRepository(database);
  const events = new ChannelEventsRepository(database);
  const bot: FigureSource = {
    name: 'bot-api',
    capabilities: new Set(['subscribers'] as const),
    unfitFor: () => undefined,
    readChannel: async ({ id }) => {
      world.counted.push(id);
      return { source: 'bot-api', at: world.now, subscribers: count(world.subscribers()) };
    },
    readPosts: () => world.page.readPosts(undefined),
  };
  const fresh = () => ({
    ...{ now: start, page: new FakePage(() => world.now), subscribers: () => 100 },
    ...{
      counted: [],
      limiter: new TelegramLimiter({ redis, token: randomUUID() }),
      more: [],
      published: [],
      warmed: [],
    },
  });
  const world: CollectionWorld = {
    ...{ start, database, pool, redis, jobs, channels, collection, servers },
    ...fresh(),
    async reset() {
      await database.query(
        'TRUNCATE channels, channel_administrators, posts, post_reactions, post_snapshots, channel_snapshots, post_daily, channel_daily, channel_hourly, users CASCADE',
      );
      await redis.flushall();
      Object.assign(world, fresh());
    },
    register: (id, collectAt = start) =>
      channels.upsert({
        id,
        username: `c${id.slice(1)}`,
        title: 'C',
        seenAt: new Date(+start - 100 * hour),
        collectAt,
      }),
    worker(options = {}) {
      const sources = new SourceResolver([...world.more, bot, world.page]);
      const metrics = new CollectionMetrics();
      const interests = new InterestBook(redis, collection);
      const states = new ChannelStates(collection, interests, sources);
      const queue = new CollectionQueue(jobs);
      const all = { parallel: 10, callsPerSecond: 15, pagesPerSecond: 50, blocksPerSecond: 1, ...options };
      const budget = new CollectionBudget(all, redis, pool, world.limiter, queue);
      const cache = {
        changed: async () => undefined,
        warm: async ({ keys = [] }: WarmOptions) => {
          world.warmed.push(...keys.map(({ group, parts }) => `${group} ${parts.join()}`));
        },
      } as unknown as Cache<WorkerCacheGroups>;
      const bus = {
        publish: async ({ pattern }: { pattern: string }, payload: object) => {
          world.published.push({ pattern, ...payload });
          return { accepted: true };
        },
      } as unknown as WorkBus;
      const losses = new LostChannels(channels, bus);
      const reader = new PostReader(collection, snapshots, events, new MissingPosts(redis), metrics);
      return {
        ...{ interests, metrics, budget, losses },
        planner: new CollectionPlanner(
          collection,
          states,
          interests,
          budget,
          queue,
          metrics,
          new DigestsRepository(database),
          cache,
        ),
        collector: new ChannelCollector(
          channels,
          snapshots,
          states,
          reader,
          sources,
          cache,
          bus,
          metrics,
          losses,
        ),
      };
    },
    collect: (id, depth = 'refresh') =>
      world.worker().collector.collect({ channelId: id, depth, tell: [] }, () => world.now),
    later(ms) {
      world.now = new Date(world.now.getTime() + ms);
    },
    async stop() {
      await jobs.close();
      await pool.end();
      redis.disconnect();
      await own?.stop();
    },
  };
  return world;
}

interface OwnServers extends CollectionServers {
  stop(): Promise<unknown>;
}

async function startServers(now: Date): Promise<OwnServers> {
  const [postgres, redis] = await Promise.all([
    startTestPostgres(),
    startTestRedis({ args: ['--maxmemory-policy', 'noeviction'] }),
  ]);
  await migrate(postgres.url, { now });
  return {
    ...{ postgresUrl: postgres.url, redisPort: redis.port },
    stop: () => Promise.all([postgres.stop(), redis.stop()]),
  };
}
