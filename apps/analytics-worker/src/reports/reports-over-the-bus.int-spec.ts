import { Logger, type INestApplication } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { dayOf } from '@analyticbot/analytics';
import { readConfig, workerConfig } from '@analyticbot/config';
import {
  channelErrors,
  queueSettings,
  reportChannelAnomalies,
  reportChannelFigures,
  reportChannelForecast,
  reportChannelOverview,
  type ChannelFigures,
} from '@analyticbot/contracts';
import { connectMessaging, defineQueue, MessagingModule, WorkBus } from '@analyticbot/messaging';
import { Database } from '@analyticbot/pooling';
import { ChannelsRepository, migrate, SnapshotsRepository } from '@analyticbot/storage';
import { TelegramApi } from '@analyticbot/telegram';
import { startTestPostgres, startTestRedis, type TestPostgres, type TestRedis } from '@analyticbot/testing';
import { WorkerModule } from '../worker.module.js';

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.now();
const today = Math.floor(now / day) * day;
const thisHour = Math.floor(now / hour) * hour;
const channelId = '-1001';
const [owner, stranger] = ['7', '8'] as const;
const asked = { channelId, userId: owner };

const count = (at: number, subscribers: number) => ({
  ...{ channelId, takenAt: new Date(at), source: 'bot-api' as const, subscribers },
});
const views = (messageId: number, posted: number, taken: number, value: number) => ({
  ...{ channelId, messageId, postedAt: new Date(posted), takenAt: new Date(taken), views: value },
  ...{ source: 'mtproto' as const, viewsLow: null, viewsHigh: null, viewsShown: null },
  ...{ forwards: null, replies: null },
});

/** Ten more subscribers a day for six weeks, counted at each hour's beginning until two hours ago; then fifty more in each of two. */
function counts() {
  const steady = Array.from({ length: 6 * 7 * 24 - 1 }, (_, back) => {
    const at = thisHour - (back + 2) * hour;
    return count(at, 10_000 + 10 * Math.floor((at - today) / day));
  });
  const last = steady[0]?.subscribers ?? 0;
  return [count(thisHour, last + 100), count(thisHour - hour, last + 50), ...steady];
}

/**
 * Four posts in each of two hours of the week, at 02:00 and 05:00 of the same day: 400, 300, 200, 100 views at 24 hours, and half.
 * Each is read at an age of 24 hours, and around the last full day: 240 views in the 24 hours from an hour before its ends.
 */
function posts() {
  const week = [1, 2, 3, 4];
  return week.flatMap((weeks) =>
    [2, 5].flatMap((at) => {
      const posted = today - weeks * 7 * day + at * hour;
      const [messageId, reach] = [weeks * 100 + at, at === 2 ? 500 - weeks * 100 : (500 - weeks * 100) / 2];
      return [
        ...[
          views(messageId, posted, posted + day, reach),
          views(messageId, posted, today - 25 * hour, 1_000),
        ],
        ...[views(messageId, posted, today - hour, 1_240), views(messageId, posted, now - 1, 1_300)],
      ];
    }),
  );
}

describe('reports, asked for over the bus as the gateway asks', () => {
  let postgres: TestPostgres;
  let redis: TestRedis;
  let worker: INestApplication;
  let gateway: INestApplication;
  let bus: WorkBus;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    [postgres, redis] = await Promise.all([
      startTestPostgres(),
      startTestRedis({ args: ['--maxmemory-policy', 'noeviction'] }),
    ]);
    await migrate(postgres.url);
    const config = readConfig(workerConfig, {
      ...{ DATABASE_URL: postgres.url, REDIS_URL: redis.url, DB_POOL_MAX: '8', DB_POOL_MIN: '1' },
      ...{ BOT_TOKEN: '424242:test-token-for-this-test-only-no-bot', PREVIEW_ENABLED: 'false' },
    });
    const identity = { service: 'analytics-worker', version: '0', replicaId: 'worker-1' };
    const telegram = {
      getChatAdministrators: async () => [{ userId: owner, isBot: false, status: 'creator', rights: [] }],
    };
    const parts = await Test.createTestingModule({ imports: [WorkerModule.forRoot(config, identity)] })
      .overrideProvider(TelegramApi)
      .useValue(telegram)
      .compile();
    worker = parts.createNestApplication(new FastifyAdapter(), { logger: false });
    connectMessaging(worker);
    await worker.startAllMicroservices();
    await worker.init();

    const queues = Object.entries(queueSettings).map(([name, settings]) =>
      defineQueue({ name, ...settings }),
    );
    const sends = [
      ...[reportChannelAnomalies, reportChannelFigures, reportChannelForecast, reportChannelOverview],
    ];
    const client = await Test.createTestingModule({
      imports: [
        MessagingModule.forRoot({
          ...{ service: 'bot-gateway', replicaId: 'gateway-1', redisUrl: redis.url, queues, sends },
        }),
      ],
    }).compile();
    gateway = await client.createNestApplication(new FastifyAdapter(), { logger: false }).init();
    bus = gateway.get(WorkBus);

    await worker.get(ChannelsRepository).upsert({
      ...{ id: channelId, username: null, title: 'C', seenAt: new Date(now - 60 * day) },
      collectAt: new Date(now + day),
    });
    await worker.get(Database).query('UPDATE channels SET last_collected_at = now()');
    const snapshots = worker.get(SnapshotsRepository);
    await Promise.all([snapshots.storeChannel(...counts()), snapshots.storePosts(posts())]);
  });
  afterAll(async () => {
    await gateway?.close();
    await worker?.close();
    await Promise.all([postgres?.stop(), redis?.stop()]);
  });

  const named = ({ figures }: ChannelFigures, name: string) => {
    const found = figures.find((one) => one.name === name);
    return found?.figure.available ? { ...found, ...found.figure } : found?.figure;
  };

  it('tells the figures of what is stored', async () => {
    const figures = await bus.request(reportChannelFigures, { ...asked, days: 30 });
    expect(named(figures, 'subscribers')).toMatchObject({
      value: counts()[0]?.subscribers,
      source: 'bot-api',
    });
    expect(named(figures, 'average-reach')).toMatchObject({ value: 1_300, sampleSize: 8, source: 'mtproto' });
    // (400 + 300 + 200 + 100 + 200 + 150 + 100 + 50) ÷ 8
    expect(named(figures, 'reach-24h')).toMatchObject({ value: 187.5, sampleSize: 8, unit: 'views' });
  });

  it('tells the daily reach', async () => {
    const figures = await bus.request(reportChannelFigures, { ...asked, days: 30 });
    // From 25 hours before midnight to 1 before: 240 in 24 hours, 10 an hour, 1010 at the day's beginning. Then 60 in the hours
    // from 23:00 until now. At its end: one hour's part of them. Eight posts, of which each gained as much.
    const atEnd = 1_240 + (60 * hour) / (now - 1 - (today - hour));
    const reach = named(figures, 'daily-reach');
    expect(reach).toMatchObject({ sampleSize: 8, source: 'mtproto', unit: 'views' });
    expect(reach).toMatchObject({ value: expect.closeTo(8 * (atEnd - 1_010), 3) });
  });

  it('tells the best hour', async () => {
    // Views at 24 h: 50 100 100 150 200 200 300 400, so the median is 175. At 02:00: the fourth root of 401 × 301 × 201 × 101
    // by the median, one view more on both sides: 222.5 ÷ 176.
    const slot = ((new Date(today).getUTCDay() + 6) % 7) * 24 + 2;
    expect(named(await bus.request(reportChannelFigures, { ...asked, days: 30 }), 'best-hour')).toMatchObject(
      {
        ...{ value: expect.closeTo((401 * 301 * 201 * 101) ** 0.25 / 176, 9), sampleSize: 4 },
        ...{ hourOfWeek: slot, unit: 'times-median', source: 'mtproto' },
      },
    );
  });

  it('tells the reach at 24 hours and the best hour at a glance', async () => {
    const { reach24h, bestHour } = await bus.request(reportChannelOverview, asked);
    expect(reach24h).toMatchObject({ value: 187.5, sampleSize: 8, source: 'mtproto' });
    expect(bestHour).toMatchObject({
      ...{ hourOfWeek: ((new Date(today).getUTCDay() + 6) % 7) * 24 + 2 },
      figure: { sampleSize: 4, source: 'mtproto' },
    });
  });

  it('tells a forecast of subscribers', async () => {
    const forecast = await bus.request(reportChannelForecast, { ...asked, metric: 'subscribers', days: 3 });
    const latest = counts()[0]?.subscribers ?? 0;
    expect(forecast).toMatchObject({ available: true, metric: 'subscribers', source: 'bot-api', level: 0.8 });
    if (!forecast.available) throw new Error(forecast.reason);
    // As on the same weekdays a week before: ten more each day.
    expect(forecast.days.map((one) => [one.day, one.value])).toEqual(
      [1, 2, 3].map((ahead) => [dayOf(new Date(today + ahead * day)), latest + ahead * 10]),
    );
  });

  it('tells what is unusual', async () => {
    const { findings } = await bus.request(reportChannelAnomalies, asked);
    expect(findings).toContainEqual({
      ...{ anomalous: true, metric: 'subscribers', direction: 'up', value: 50, sampleSize: 5 },
      ...{ at: new Date(thisHour - hour).toISOString(), expected: expect.any(Number) },
      tolerance: expect.any(Number),
    });
    expect(findings.map(({ metric }) => metric)).toEqual(['subscribers', 'views']);
  });

  it.each([
    ['figures', () => bus.request(reportChannelFigures, { channelId, userId: stranger, days: 30 })],
    [
      'a forecast',
      () => bus.request(reportChannelForecast, { channelId, userId: stranger, metric: 'views', days: 7 }),
    ],
    ['what is unusual', () => bus.request(reportChannelAnomalies, { channelId, userId: stranger })],
  ])('refuses %s to who is no administrator', async (_name, ask) => {
    await expect(ask()).rejects.toMatchObject({ code: channelErrors.notChannelAdmin });
  });
});
