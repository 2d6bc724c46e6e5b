import { performance } from 'node:perf_hooks';
import { Redis } from 'ioredis';
import type { Drain } from './drains.js';
import { atOnce } from './small-event.js';

const group = 'workers';

/**
 * `XREADGROUP COUNT 100` and `XACK` with ioredis, each message's JSON parsed and nothing checked.
 * @param deleting whether what was acknowledged is taken out of the stream, as the work queue does
 */
export function raw(deleting: boolean): Drain {
  return async (redisUrl, name, count) => {
    const redis = new Redis(redisUrl);
    await redis.xgroup('CREATE', name, group, '0', 'MKSTREAM').catch(() => undefined);
    const began = performance.now();
    for (let taken = 0; taken < count;) {
      const answer = (await redis.xreadgroup(
        ...(['GROUP', group, 'raw', 'COUNT', atOnce, 'BLOCK', 2_000, 'STREAMS', name, '>'] as const),
      )) as [string, [string, string[]][]][] | null;
      const entries = answer?.[0]?.[1] ?? [];
      for (const [, fields] of entries) JSON.parse(fields[1] as string);
      const ids = entries.map(([id]) => id);
      if (ids.length > 0 && deleting) {
        await redis
          .pipeline()
          .xack(name, group, ...ids)
          .xdel(name, ...ids)
          .exec();
      } else if (ids.length > 0) await redis.xack(name, group, ...ids);
      taken += ids.length;
    }
    const ms = performance.now() - began;
    redis.disconnect();
    return ms;
  };
}
