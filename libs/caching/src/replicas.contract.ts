import { EventEmitter } from 'node:events';
import { startTestRedis, type TestRedis } from '@analyticbot/testing';
import type { Cache, CachingOptions, InvalidationBus, InvalidationMessage } from './index.js';
import { createCache, defineCacheGroups } from './index.js';

/** The groups of the tests. */
export const groups = defineCacheGroups({
  report: { ttlMs: 60_000, staleMs: 60_000, graceMs: 60_000, negativeTtlMs: 10_000, maxEntryBytes: 5_000 },
  plain: { ttlMs: 60_000 },
  far: { ttlMs: 60_000, layers: ['l2'] },
  near: { ttlMs: 60_000, layers: ['l1'] },
  slow: { ttlMs: 60_000, loadTimeoutMs: 50 },
});
export type TestCache = Cache<typeof groups>;

/** A bus within this process; messages arrive at once, unless it is cut. */
export class TestBus {
  private readonly events = new EventEmitter().setMaxListeners(100);
  readonly sent: InvalidationMessage[] = [];
  private since: number | undefined = 0;

  cut(): void {
    this.since = undefined;
  }

  restore(): void {
    this.since = Date.now();
  }

  /** The end of one replica. */
  end(): InvalidationBus {
    return {
      publish: (message) => {
        if (this.since === undefined) throw new Error('the bus is down');
        this.sent.push(message);
        this.events.emit('news', message);
      },
      subscribe: (listener) => {
        this.events.on('news', listener);
        return () => this.events.off('news', listener);
      },
      healthySince: () => this.since,
    };
  }
}

/** Makes replicas that share a namespace nobody else has, and closes them. */
export class Replicas {
  private readonly caches: TestCache[] = [];
  readonly namespace = `test-${process.pid}-${Math.random().toString(36).slice(2)}`;

  constructor(private readonly redisUrl: string | undefined) {}

  async start(options: Partial<CachingOptions<typeof groups>> = {}): Promise<TestCache> {
    const cache = await createCache({
      ...(this.redisUrl === undefined ? {} : { redisUrl: this.redisUrl }),
      namespace: this.namespace,
      schemaVersion: 1,
      groups,
      ...options,
    });
    this.caches.push(cache);
    return cache;
  }

  async stop(): Promise<void> {
    await Promise.all(this.caches.splice(0).map((cache) => cache.close()));
  }
}

/** What the tests of one file share: a Redis for all of them, and replicas for each. */
export interface OnRedis {
  readonly redis: TestRedis;
  readonly replicas: Replicas;
}

/** To be called in a `describe`: sets up and clears away before and after its tests. Read the fields in tests only. */
export function replicasOnRedis(): OnRedis {
  const on: { -readonly [name in keyof OnRedis]?: OnRedis[name] } = {};
  beforeAll(async () => {
    on.redis = await startTestRedis();
  });
  afterAll(() => on.redis?.stop());
  beforeEach(() => {
    on.replicas = new Replicas(on.redis?.url);
  });
  afterEach(() => on.replicas?.stop());
  return on as OnRedis;
}

/** A clock that only moves when told to. */
export class Clock {
  constructor(private time = Date.now()) {}

  readonly now = (): number => this.time;

  pass(ms: number): void {
    this.time += ms;
  }
}

/** A promise to be settled by hand. */
export function gate<T>(): { promise: Promise<T>; open: (value: T) => void; fail: (error: Error) => void } {
  let open!: (value: T) => void;
  let fail!: (error: Error) => void;
  const promise = new Promise<T>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { promise, open, fail };
}
