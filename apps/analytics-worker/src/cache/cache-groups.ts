import { defineCacheGroups } from '@analyticbot/caching';

const second = 1_000;
const minute = 60 * second;

/**
 * Everything the worker caches, and what makes it out of date: tell of a change by `cache.changed(change, channelIds)` after the
 * commit, and what is `staleOn` it is dropped for these channels on every replica, and nothing else.
 */
export const cacheGroups = defineCacheGroups({
  // Who administers a channel. Dropped the moment a change is seen; the time to live bounds what we may miss. People's ids: sealed.
  'channel-administrators': {
    ttlMs: minute,
    graceMs: 5 * minute,
    softTimeoutMs: 2 * second,
    layers: ['l1', 'l2'],
    encrypted: true,
    negativeTtlMs: 10 * second,
    source: 'telegram',
    staleOn: ['administrators-changed', 'access-changed'],
  },
  // Kind, title and public name as Telegram tells them. A new title is told by an update, a new public name is not.
  'channel-facts': {
    ttlMs: 10 * minute,
    graceMs: 60 * minute,
    softTimeoutMs: 2 * second,
    layers: ['l1', 'l2'],
    source: 'telegram',
    staleOn: ['channel-renamed', 'access-changed'],
  },
  // New figures drop a report. Without any, only the ends of its windows and the day move on with time, and it tells its own.
  'channel-overview': {
    ttlMs: 5 * minute,
    staleMs: minute,
    graceMs: 10 * minute,
    softTimeoutMs: second,
    earlyRefresh: 1,
    layers: ['l1', 'l2'],
    source: 'database',
    callsPerLoad: 8,
    staleOn: ['snapshot-stored', 'events-stored', 'channel-renamed', 'access-changed'],
  },
  // As the overview, but for a channel's figures of a window; it reads more, and looks back further.
  'channel-figures': {
    ttlMs: minute,
    staleMs: minute,
    graceMs: 10 * minute,
    softTimeoutMs: 2 * second,
    layers: ['l1', 'l2'],
    source: 'database',
    callsPerLoad: 10,
    staleOn: ['snapshot-stored', 'events-stored', 'access-changed'],
  },
  // A day's forecast changes little within an hour; new figures drop it.
  'channel-forecast': {
    ttlMs: 60 * minute,
    graceMs: 10 * minute,
    layers: ['l1', 'l2'],
    source: 'database',
    callsPerLoad: 2,
    staleOn: ['snapshot-stored', 'events-stored', 'access-changed'],
  },
});

/** The worker's table, for `Cache<WorkerCacheGroups>`. */
export type WorkerCacheGroups = typeof cacheGroups;
