import { Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { eventually, startTestRedis, type TestRedis } from '@analyticbot/testing';
import { register } from 'prom-client';
import { Cache, cachedBy, CachingModule } from './index.js';
import { groups } from './replicas.contract.js';

@Injectable()
class Reports {
  constructor(private readonly cache: Cache<typeof groups>) {}

  overview(id: number): Promise<{ id: number }> {
    return this.cache.getOrLoad('report', ['overview', id], async () => ({ id }));
  }
}

const Cached = cachedBy<typeof groups>();

@Injectable()
class Titles {
  asked = 0;

  @Cached('plain', (id: number) => ['title', id])
  async title(id: number): Promise<string> {
    this.asked += 1;
    return `title of ${id}`;
  }
}

/** What the compiler must refuse. */
export const refused = {
  // @ts-expect-error no such group
  group: () => Cached('nowhere', (id: number) => [id]),
  // @ts-expect-error a key is made of texts and numbers
  key: () => Cached('plain', (id: Date) => [id]),
  // @ts-expect-error as above, by the service
  service: (cache: Cache<typeof groups>) => cache.getOrLoad('nowhere', [1], () => 1),
};

/** Warms what never ends. */
@Injectable()
class Endless {
  readonly asked: unknown[] = [];

  constructor(cache: Cache<typeof groups>) {
    cache.warmBy('plain', (parts) => {
      this.asked.push(parts);
      return new Promise(() => undefined);
    });
  }
}

@Module({ providers: [Reports], exports: [Reports] })
class ReportsModule {}

describe('CachingModule', () => {
  let redis: TestRedis;

  beforeAll(async () => {
    redis = await startTestRedis();
  });
  afterAll(() => redis.stop());

  it('gives services the cache, figures and metrics, and lets go of Redis at shutdown', async () => {
    const module = await Test.createTestingModule({
      imports: [
        CachingModule.forRootAsync({
          useFactory: () => ({ redisUrl: redis.url, namespace: 'module-test', schemaVersion: 1, groups }),
        }),
        ReportsModule,
      ],
      providers: [Titles],
    }).compile();
    const reports = module.get(Reports);
    expect(module.get(Cache).stats()).toMatchObject({ hitRate: null, l2Connected: true });
    await reports.overview(5);
    expect(await reports.overview(5)).toEqual({ id: 5 });

    expect(module.get(Cache).stats()).toMatchObject({ hitRate: 0.5, windowLookups: 2, l1Entries: 1 });
    const metrics = await register.metrics();
    expect(metrics).toMatch(/cache_requests_total\{group="report",layer="l1",result="hit"\} 1/);
    expect(metrics).toMatch(/cache_load_seconds_count\{group="report"\} 1/);
    expect(metrics).toMatch(/cache_loads_in_flight\{group="plain"\} 0/);

    const titles = module.get(Titles);
    expect([await titles.title(1), await titles.title(1), await titles.title(2)]).toEqual([
      'title of 1',
      'title of 1',
      'title of 2',
    ]);
    expect(titles.asked).toBe(2);

    const client = redis.client();
    const clients = async () =>
      String(await client.client('LIST'))
        .trim()
        .split('\n').length;
    const before = await clients();
    await module.close();
    // One for all commands, and one for lone reads.
    await eventually(async () => expect(await clients()).toBe(before - 2));
  });

  it('is ready before it is warm', async () => {
    await redis.client().zadd('ready:hot', 100, JSON.stringify(['plain', 'title', 1]));
    const module = await Test.createTestingModule({
      imports: [
        CachingModule.forRoot({
          ...{ redisUrl: redis.url, namespace: 'ready', schemaVersion: 1, groups },
          warmOnStart: true,
        }),
      ],
      providers: [Endless],
    }).compile();
    await module.init();
    await eventually(() => expect(module.get(Endless).asked).toEqual([['title', 1]]));
    await module.close();
  });
});
