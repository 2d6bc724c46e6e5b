import { setTimeout as delay } from 'node:timers/promises';
import { createCache, defineCacheGroups, type Cache } from '@analyticbot/caching';
import { Redis } from 'ioredis';
import { measureMemory } from './memory.js';
import { RedisBus } from './redis-bus.js';
import type { Order, Orders, Reply } from './orders.js';

const groups = defineCacheGroups({ report: { ttlMs: 600_000, staleOn: ['snapshot'] } });
const loadMs = 50;

/** One replica: a process of its own with a cache, told what to do by its parent. */
async function main(): Promise<void> {
  const [redisUrl = '', busUrl = ''] = process.argv.slice(2);
  const source = new Redis(redisUrl);
  const bus = new RedisBus(busUrl);
  const cache: Cache<typeof groups> = await createCache({
    redisUrl,
    namespace: 'replicas',
    schemaVersion: 1,
    groups,
    bus,
  });
  const read = (key: string) => cache.getOrLoad('report', [key], async () => Number(await source.get(key)));

  const handlers: { [K in keyof Orders]: (order: Orders[K]['order']) => Promise<Orders[K]['reply']> } = {
    /** Many callers ask for a cold key at once. */
    burst: async ({ key, callers }) => {
      const loader = async () => {
        await source.incr(`loads:${key}`);
        await delay(loadMs);
        return { key };
      };
      const answers = await Promise.all(
        Array.from({ length: callers }, () => cache.getOrLoad('report', [key], loader)),
      );
      return { answered: answers.filter((answer) => answer.key === key).length };
    },
    /** Commits a new version and says so to the cache. */
    change: async ({ key, version }) => {
      await source.set(key, version);
      const at = preciseNow();
      await cache.changed('snapshot', [key]);
      return { at };
    },
    /** Asks again and again until the version is seen; answers when the first question that got it was asked: older ones got older answers. */
    watch: async ({ key, version, timeoutMs }) => {
      const until = preciseNow() + timeoutMs;
      while (preciseNow() < until) {
        const askedAt = preciseNow();
        if ((await read(key)) >= version) return { seenAt: askedAt };
        await delay(0);
      }
      throw new Error(`Version ${version} was not seen within ${timeoutMs} ms.`);
    },
    memory: async ({ entries, kind }) => measureMemory(entries, kind),
    end: async () => {
      await cache.close();
      bus.close();
      source.disconnect();
      return {};
    },
  };

  process.on('message', (order: Order) => {
    const handle = handlers[order.name] as (order: unknown) => Promise<object>;
    handle(order.order).then(
      (reply) => tell({ id: order.id, reply }, order.name === 'end'),
      (error: unknown) => tell({ id: order.id, error: String(error) }, false),
    );
  });
  tell({ id: 0, reply: {} }, false);
}

function tell(reply: Reply, last: boolean): void {
  process.send?.(reply, undefined, undefined, () => {
    if (last) process.disconnect?.();
  });
}

/** Milliseconds since the epoch with fractions; the clock of this machine, so that processes can be compared. */
function preciseNow(): number {
  return performance.timeOrigin + performance.now();
}

await main();
