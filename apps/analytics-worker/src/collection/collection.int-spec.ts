import { Logger } from '@nestjs/common';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Cache } from '@analyticbot/caching';
import { jobQueueNames } from '@analyticbot/contracts';
import type { WorkBus } from '@analyticbot/messaging';
import { createPool, Database, type ManagedPool } from '@analyticbot/pooling';
import {
  ChannelEventsRepository,
  ChannelsRepository,
  CollectionRepository,
  migrate,
  ReportsRepository,
  SnapshotsRepository,
} from '@analyticbot/storage';
import {
  SourceError,
  SourceResolver,
  type FigureSource,
  type PostReading,
  type PostsQuery,
  type TelegramLimiter,
} from '@analyticbot/telegram';
import { startTestPostgres, startTestRedis, type TestPostgres, type TestRedis } from '@analyticbot/testing';
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

const minute = 60_000;
const hour = 60 * minute;
const start = new Date('2026-11-23T12:00:00Z');
let now = start;
const count = (value: number) => ({ value, low: value, high: value, shown: String(value) });

/** A channel's page, twenty posts at a time, and the number of pages asked for. */
class FakePage implements FigureSource {
  readonly name = 'preview';
  readonly capabilities = new Set(['views', 'posts'] as const);
  posts: { id: number; postedAt: Date; views: number }[] = [];
  pages = 0;
  failAfter = Number.POSITIVE_INFINITY;

  unfitFor() {
    return undefined;
  }

  readChannel(): never {
    throw new Error('not asked');
  }

  async *readPosts(_channel: unknown, { since, limit = 100 }: PostsQuery = {}): AsyncGenerator<PostReading> {
    const newest = [...this.posts].sort((a, b) => b.id - a.id).slice(0, limit);
    for (const [index, { id, postedAt, views }] of newest.entries()) {
      if (index % 20 === 0) this.pages += 1;
      if (index >= this.failAfter) throw new SourceError('E_PREVIEW_UNAVAILABLE', 'away', {}, true);
      if (since !== undefined && postedAt < since) return;
      yield {
        ...{ source: 'preview', at: now, messageId: id, albumMessageIds: [], postedAt, edited: false },
        ...{ kind: 'text', excerpt: '', views: count(views) },
      };
    }
  }
}

describe('collection', () => {
  let postgres: TestPostgres;
  let redisServer: TestRedis;
  let pool: ManagedPool;
  let database: Database;
  let redis: Redis;
  let jobs: Queue;
  let channels: ChannelsRepository;
  let collection: CollectionRepository;
  let snapshots: SnapshotsRepository;
  let page: FakePage;
  let subscribers: () => number;
  let sources: SourceResolver;
  let counted: string[];

  beforeAll(async () => {
    Logger.overrideLogger(false);
    [postgres, redisServer] = await Promise.all([
      startTestPostgres(),
      startTestRedis({ args: ['--maxmemory-policy', 'noeviction'] }),
    ]);
    await migrate(postgres.url, { now: start });
    pool = createPool({ url: postgres.url, poolMin: 0, poolMax: 8 });
    database = new Database(pool);
    redis = redisServer.client();
    jobs = new Queue(jobQueueNames.collection, {
      connection: { port: redisServer.port, maxRetriesPerRequest: null },
    });
    channels = new ChannelsRepository(database);
    collection = new CollectionRepository(database);
    snapshots = new SnapshotsRepository(database);
  });
  beforeEach(async () => {
    await database.query(
      'TRUNCATE channels, channel_administrators, posts, post_snapshots, channel_snapshots, post_daily, channel_daily',
    );
    await redis.flushall();
    now = start;
    page = new FakePage();
    subscribers = () => 100;
    counted = [];
    const bot: FigureSource = {
      name: 'bot-api',
      capabilities: new Set(['subscribers'] as const),
      unfitFor: () => undefined,
      readChannel: async ({ id }) => {
        counted.push(id);
        return { source: 'bot-api', at: now, title: '', subscribers: count(subscribers()) };
      },
      readPosts: () => page.readPosts(undefined),
    };
    sources = new SourceResolver([bot, page]);
  });
  afterAll(async () => {
    await jobs.close();
    await pool.end();
    await Promise.all([postgres.stop(), redisServer.stop()]);
  });

  const register = (id: string, collectAt = start) =>
    channels.upsert({
      id,
      username: `c${id.slice(1)}`,
      title: 'C',
      seenAt: new Date(+start - 100 * hour),
      collectAt,
    });

  /** A worker's parts, as the module puts them together. */
  function worker(options: Partial<CollectionOptions> = {}) {
    const metrics = new CollectionMetrics();
    const interests = new InterestBook(redis, collection);
    const states = new ChannelStates(collection, interests, sources);
    const queue = new CollectionQueue(jobs);
    const limiter = { stats: () => ({ heldForMs: 0 }) } as TelegramLimiter;
    const all = { parallel: 10, callsPerSecond: 15, pagesPerSecond: 50, blocksPerSecond: 1, ...options };
    const budget = new CollectionBudget(all, redis, pool, limiter, queue);
    const cache = { changed: async () => undefined } as unknown as Cache<WorkerCacheGroups>;
    const bus = { publish: async () => true } as unknown as WorkBus;
    const events = new ChannelEventsRepository(database);
    const reader = new PostReader(collection, snapshots, events, new MissingPosts(redis), metrics);
    return {
      interests,
      planner: new CollectionPlanner(collection, states, interests, budget, queue, metrics),
      collector: new ChannelCollector(channels, snapshots, states, reader, sources, cache, bus, metrics),
    };
  }

  const collect = (id: string, depth: 'first' | 'refresh' = 'refresh') =>
    worker().collector.collect({ channelId: id, depth, tell: [] }, () => now);
  const jobsOf = async () =>
    (await jobs.getJobs(['waiting', 'prioritized', 'delayed'])).map(({ data }) => data.channelId);
  const nextIn = async (id: string) =>
    ((await channels.byId(id))?.nextCollectAt?.getTime() ?? 0) - now.getTime();
  const later = (ms: number) => {
    now = new Date(now.getTime() + ms);
  };

  describe('planning', () => {
    it('gives each channel one job a turn, however many planners start at once', async () => {
      for (let index = 1; index <= 30; index += 1) await register(`-${index}`);
      const planned = await Promise.all([1, 2, 3].map(() => worker().planner.plan(start)));
      expect(planned.reduce((sum, one) => sum + one, 0)).toBe(30);
      expect((await jobsOf()).sort()).toEqual(
        Array.from({ length: 30 }, (_, index) => `-${index + 1}`).sort(),
      );
      // The lease holds: who is being read is not planned again.
      expect(await worker().planner.plan(new Date(+start + minute))).toBe(0);
    });

    it('catches up after an outage within its budget', async () => {
      for (let index = 1; index <= 90; index += 1) await register(`-${index}`, new Date(+start - 5 * hour));
      // Two calls a second make 30 in a plan of 15 s.
      const planner = worker({ callsPerSecond: 2, parallel: 100 }).planner;
      const counts: number[] = [];
      for (let tick = 0; tick < 4; tick += 1) {
        counts.push(await planner.plan(new Date(+start + tick * 15_000)));
        await jobs.drain(true);
      }
      expect(counts).toEqual([30, 30, 30, 0]);
    });

    it('plans nothing while earlier jobs are not done', async () => {
      for (let index = 1; index <= 60; index += 1) await register(`-${index}`);
      const { planner } = worker({ parallel: 1, callsPerSecond: 23 });
      await planner.plan(start);
      expect(await jobsOf()).toHaveLength(60);
      await register('-99');
      expect(await planner.plan(new Date(+start + 15_000))).toBe(0);
      await jobs.drain(true);
      expect(await planner.plan(new Date(+start + 30_000))).toBe(1);
    });

    it('reads first where somebody looks', async () => {
      for (let index = 1; index <= 40; index += 1) await register(`-${index}`);
      const { planner, interests } = worker({ callsPerSecond: 1 });
      await interests.looked('-37', start);
      expect(await planner.plan(start)).toBe(15);
      expect(await jobsOf()).toContain('-37');
    });

    it('reads figures shortly before they are wanted', async () => {
      await register('-1', new Date(+start + 9 * hour));
      const { planner, interests } = worker();
      await interests.wanted('-1', new Date(+start + hour), start);
      expect(await planner.plan(new Date(+start + 40 * minute))).toBe(0);
      expect(await planner.plan(new Date(+start + 51 * minute))).toBe(1);
      // Once: the plans until then leave it alone.
      expect(await planner.plan(new Date(+start + 52 * minute))).toBe(0);
    });
  });

  describe('reading', () => {
    // Somebody looked an hour ago.
    beforeEach(() => worker().interests.looked('-1', new Date(+start - hour)));

    const posts = (number: number) =>
      Array.from({ length: number }, (_, index) => ({
        ...{ id: 100 - index, postedAt: new Date(+start - (index + 1) * hour), views: 1_000 + index },
      }));

    it('reads everything at first, then what is due, then nothing', async () => {
      await register('-1');
      page.posts = posts(45);
      await collect('-1', 'first');
      expect(page.pages).toBe(3);
      expect(counted).toHaveLength(1);
      expect(await nextIn('-1')).toBe(hour);
      later(hour);
      await collect('-1');
      // The day's posts lie on two pages.
      expect(page.pages).toBe(5);
      await collect('-1');
      expect(page.pages).toBe(5);
      expect(counted).toHaveLength(2);
    });

    it('keeps with each figure where it comes from, and why from there', async () => {
      await register('-1');
      page.posts = posts(3);
      await collect('-1', 'first');
      const kept = (table: string) =>
        database.query(`SELECT DISTINCT source, source_reason AS reason FROM ${table}`);
      expect(await kept('channel_snapshots')).toEqual([{ source: 'bot-api', reason: 'preferred' }]);
      expect(await kept('post_snapshots')).toEqual([{ source: 'preview', reason: 'mtproto:switched-off' }]);
    });

    it('stores an unchanged figure once, and still knows that it looked', async () => {
      await register('-1');
      page.posts = posts(9).slice(8);
      await collect('-1', 'first');
      later(hour);
      await collect('-1');
      const stored = () => database.query('SELECT taken_at, views FROM post_snapshots ORDER BY taken_at');
      expect(await stored()).toHaveLength(1);
      expect((await collection.knownPosts('-1', new Date(0)))[0]?.readAt).toEqual(now);
      const looked = now;
      later(hour);
      page.posts[0]!.views = 5_000;
      await collect('-1');
      // The plateau's end is stored when it is known.
      expect((await stored()).slice(1)).toEqual([
        { taken_at: looked, views: 1_008 },
        { taken_at: now, views: 5_000 },
      ]);
    });

    it('goes on after a worker died in the middle, and stores nothing twice', async () => {
      await register('-1');
      page.posts = posts(45);
      page.failAfter = 30;
      await collect('-1', 'first');
      expect(await channels.byId('-1')).toMatchObject({
        failures: 1,
        lastErrorCode: 'E_PREVIEW_UNAVAILABLE',
      });
      page.failAfter = Number.POSITIVE_INFINITY;
      await collect('-1', 'first');
      await collect('-1', 'first');
      const rows = await database.query<{ message_id: number }>('SELECT message_id FROM post_snapshots');
      expect(new Set(rows.map(({ message_id: id }) => id)).size).toBe(45);
      expect(rows).toHaveLength(45);
      expect(await channels.byId('-1')).toMatchObject({ failures: 0 });
    });

    it('lets a channel that fails rest longer each time, and others go on', async () => {
      await register('-1');
      await register('-2');
      const pauses: number[] = [];
      for (let failure = 0; failure < 4; failure += 1) {
        page.failAfter = 0;
        page.posts = posts(1);
        await collect('-1', 'first');
        pauses.push(await nextIn('-1'));
        later(1_000);
      }
      pauses.reduce((shorter, longer) => {
        expect(longer).toBeGreaterThan(shorter);
        return longer;
      });
      page.failAfter = Number.POSITIVE_INFINITY;
      await collect('-2', 'first');
      expect((await channels.byId('-2'))?.lastCollectedAt).toEqual(now);
      // News of the channel don't end its rest.
      await collection.bringForward([{ id: '-1', at: now }]);
      expect(await nextIn('-1')).toBeGreaterThan(minute);
    });

    it('notices a deleted post at the second look that misses it', async () => {
      await register('-1');
      page.posts = posts(10);
      await collect('-1', 'first');
      const reports = new ReportsRepository(database);
      const ids = async () =>
        (await reports.posts('-1', { from: new Date(0), to: now })).map(({ messageId }) => messageId);
      page.posts = page.posts.filter(({ id }) => id !== 95);
      later(hour);
      await collect('-1');
      expect(await ids()).toContain(95);
      later(hour);
      await collect('-1');
      expect(await ids()).not.toContain(95);
      expect(await ids()).toHaveLength(9);
    });

    it('counts subscribers by their own clock', async () => {
      await register('-1');
      await collect('-1', 'first');
      later(20 * minute);
      await collect('-1');
      expect(counted).toHaveLength(1);
      await worker().interests.looked('-1', now);
      await collect('-1');
      expect(counted).toHaveLength(2);
    });
  });
});
