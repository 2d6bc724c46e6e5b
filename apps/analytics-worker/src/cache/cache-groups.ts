import { defineCacheGroups } from '@analyticbot/caching';

const second = 1_000;
const minute = 60 * second;

/** Everything the worker caches. The tags that make values stale are in `tags`. */
export const cacheGroups = defineCacheGroups({
  // Rights are dropped by tag the moment a change is seen; the time to live bounds what we may miss.
  'channel-administrators': {
    ttlMs: minute,
    graceMs: 5 * minute,
    layers: ['l1', 'l2'],
    negativeTtlMs: 10 * second,
  },
  // New figures drop a report by tag; ages inside it ("24 h") move on with time.
  // A day's forecast changes little within an hour; new figures drop it by tag.
  'channel-forecast': { ttlMs: 60 * minute, graceMs: 10 * minute, layers: ['l1', 'l2'] },
  'channel-overview': { ttlMs: minute, staleMs: minute, graceMs: 10 * minute, layers: ['l1', 'l2'] },
});

/** Tags by what changes. */
export const tags = {
  /** A channel's posts, figures or name. */
  figures: (channelId: string) => `channel:${channelId}:figures`,
  /** Who administers a channel, the bot included. */
  administrators: (channelId: string) => `channel:${channelId}:administrators`,
} as const;
